/** What an operator is, and how the families write theirs down. */
import type { Doc } from '../../values/bson.ts';
import type { Scope } from './compile.ts';
import { type Expr, nullish } from './values.ts';

/** An operator whose arguments are evaluated before it is called. */
export interface Positional {
  min: number;
  max: number;
  run: (...args: never[]) => unknown;
  /** Evaluates no further than to the first null, which is the last argument then. */
  untilNull?: boolean;
  /** Gives another answer every time. */
  changing?: boolean;
}

/** The same with arguments in an object, by name. */
export interface Named {
  needed: readonly string[];
  optional: readonly string[];
  run: (args: Doc, scope: Scope) => unknown;
}

/** An operator that decides itself what is evaluated, and when. */
export interface Special {
  compile: (args: unknown, scope: Scope, name: string) => Expr;
}

export type Operator = Positional | Named | Special;

export const one = (run: (a: unknown) => unknown): Positional => ({ min: 1, max: 1, run });
export const two = (run: (a: unknown, b: unknown) => unknown): Positional => ({ min: 2, max: 2, run });
export const some = (min: number, max: number, run: (...args: unknown[]) => unknown): Positional => ({
  min,
  max,
  run,
});
export const many = (run: (...args: unknown[]) => unknown): Positional =>
  some(0, Number.POSITIVE_INFINITY, run);
/** Of any number of arguments, read one after the other as far as the first null. */
export const tillNull = (run: (...args: unknown[]) => unknown): Positional => ({
  ...many(run),
  untilNull: true,
});
export const named = (
  needed: readonly string[],
  optional: readonly string[],
  run: (args: Doc, scope: Scope) => unknown,
): Named => ({ needed, optional, run });

/** null where the argument is null or missing: what most operators do. */
export const oneOrNull = (run: (a: unknown) => unknown): Positional =>
  one((a) => (nullish(a) ? null : run(a)));
export const twoOrNull = (run: (a: unknown, b: unknown) => unknown): Positional =>
  two((a, b) => (nullish(a) || nullish(b) ? null : run(a, b)));
