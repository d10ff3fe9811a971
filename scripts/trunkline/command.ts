/**
 * What a command is. Everything that is told about it, its help and its examples, and how what was typed is understood
 * come from this one description.
 */
import type { Io } from './io.ts';

export interface Argument {
  readonly description: string;
  readonly optional?: true;
}

export interface Option {
  /** `list`: texts by commas. `many`: a text, and the option may be said more than once. */
  readonly type: 'text' | 'number' | 'list' | 'many' | 'flag';
  readonly required?: true;
  /** What stands for the value in the help: `ID`. */
  readonly value?: string;
  readonly description: string;
}

/** By their names in code: `timeZone` is typed as `--time-zone`. */
export type Options = Readonly<Record<string, Option>>;
/** In the order in which they are typed. */
export type Arguments = Readonly<Record<string, Argument>>;

type Kind<O extends Option> = O['type'] extends 'flag'
  ? boolean
  : O['type'] extends 'number'
    ? number
    : O['type'] extends 'list' | 'many'
      ? readonly string[]
      : string;

/** What was typed. Flags and what may be said often are always there; the rest where it has to be. */
export type Given<A extends Arguments, O extends Options> = {
  readonly [K in keyof A]: A[K] extends { optional: true } ? string | undefined : string;
} & {
  readonly [K in keyof O]: O[K] extends { required: true } | { type: 'flag' | 'many' }
    ? Kind<O[K]>
    : Kind<O[K]> | undefined;
};

export interface Context extends Pick<Io, 'environment' | 'stdout' | 'stderr' | 'signal'> {
  readonly verbose: boolean;
  readonly json: boolean;
  /** For whoever watches: never on standard output. */
  tell(line: string): void;
}

export interface Answer {
  /** For programs; where there is an HTTP route that does the same, what that answers. */
  readonly data: unknown;
  /** For people. */
  readonly text: string;
  /** Where it is done, and yet not well. */
  readonly code?: 1;
}

interface Described<A extends Arguments, O extends Options> {
  /** The words that are typed: `tenants list`. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly arguments?: A;
  readonly options?: O;
  /** Without what all begin with. */
  readonly examples: readonly [string, ...string[]];
  /** What is asked before it is done; undefined where that is not needed. */
  asks?(given: Given<A, O>): string | undefined;
  /** The exit code where it fails, where 1 means something else. */
  readonly failsWith?: 2;
  /** Undefined where it has written its answer itself. */
  run(context: Context, given: Given<A, O>): Promise<Answer | undefined>;
}

export type Command = Described<Arguments, Options>;

export interface Family {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

export function defineCommand<
  const A extends Arguments = Record<never, never>,
  const O extends Options = Record<never, never>,
>(command: Described<A, O>): Command {
  return command as unknown as Command;
}

/** `timeZone` → `--time-zone` */
export const flagOf = (name: string) =>
  `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

/** Of all commands. */
export const commonOptions = {
  json: { type: 'flag', description: 'Prints JSON for programs.' },
  verbose: { type: 'flag', description: 'Shows what is logged, on standard error.' },
  help: { type: 'flag', description: 'Shows this.' },
} as const satisfies Options;

/** Of those that ask. */
export const yesOption = {
  type: 'flag',
  description: 'Does not ask; needed where nobody can be asked.',
} as const satisfies Option;
