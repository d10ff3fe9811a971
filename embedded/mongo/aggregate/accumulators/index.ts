/** Accumulators by name: what each takes from a document, and the state it starts a group with. */
import type { Doc } from '../../values/bson.ts';
import { compare } from '../../values/compare.ts';
import { isNumber, toNumber } from '../../values/numbers.ts';
import { compile, constant, namedArguments, type Scope } from '../expressions/compile.ts';
import { type Expr, int32, isDoc, nullish, refuse } from '../expressions/values.ts';
import { compileSort } from '../stages/sort.ts';
import { AddToSet, Best, Concat, Ends, Extreme, First, Last, Merge, Push } from './collecting.ts';
import { Average, Covariance, Deviation, Percentile, type State, Sum } from './numeric.ts';

export type { State };

export interface Accumulator {
  /** Evaluated for every document and added to the state. */
  arg: Expr;
  start: () => State;
}

type Build = (spec: unknown, scope: Scope, name: string) => Accumulator;

/** In `$sum: [a]` the array is a single operand in brackets. */
const simple =
  (start: () => State): Build =>
  (spec, scope, name) => {
    if (Array.isArray(spec) && spec.length !== 1)
      refuse(40237, `The ${name} accumulator is a unary operator`);
    return { arg: compile(Array.isArray(spec) ? spec[0] : spec, scope), start };
  };

export function size(name: string, n: unknown): number {
  const count = int32(n);
  if (count === undefined) refuse(5787902, `Value for 'n' must be of integral type, but found ${String(n)}`);
  if (count <= 0) refuse(5787908, `'n' must be greater than 0, found ${count} (${name})`);
  return count;
}

/** `n` may be an expression, though not of the documents. */
function givenSize(name: string, spec: unknown, scope: Scope): number {
  return size(name, compile(spec, scope)({}));
}

const ends =
  (last: boolean): Build =>
  (spec, scope, name) => {
    const given = Object.fromEntries(namedArguments(name, spec, ['input', 'n']));
    const n = givenSize(name, given.n, scope);
    return { arg: compile(given.input, scope), start: () => new Ends(n, last) };
  };

const extremes =
  (sign: 1 | -1): Build =>
  (spec, scope, name) => {
    const given = Object.fromEntries(namedArguments(name, spec, ['input', 'n']));
    const n = givenSize(name, given.n, scope);
    const order = (a: unknown, b: unknown) => -sign * compare(a, b);
    const start = () =>
      new Best(
        n,
        order,
        (values) => values,
        (value) => !nullish(value),
      );
    return { arg: compile(given.input, scope), start };
  };

type Ranked = [keys: unknown[], output: unknown, arrival: number];

const ranked =
  (bottom: boolean, single: boolean): Build =>
  (spec, scope, name) => {
    const given = Object.fromEntries(
      namedArguments(name, spec, single ? ['sortBy', 'output'] : ['sortBy', 'output', 'n']),
    );
    if (!isDoc(given.sortBy)) refuse(10065, `${name} requires 'sortBy' to be an object`);
    const { keysOf, compareKeys } = compileSort(given.sortBy as Doc, scope);
    const output = compile(given.output, scope);
    const n = single ? 1 : givenSize(name, given.n, scope);
    const order = (a: unknown, b: unknown) => compareKeys((a as Ranked)[0], (b as Ranked)[0]);
    const outputs = (values: unknown[]) => values.map((value) => (value as Ranked)[1] ?? null);
    if (!bottom) {
      const finish = (values: unknown[]) => (single ? (outputs(values)[0] ?? null) : outputs(values));
      return { arg: (doc) => [keysOf(doc), output(doc)], start: () => new Best(n, order, finish) };
    }
    // The bottom is the top of the reverse, read backwards; of equals, the later one lies lower.
    let arrivals = 0;
    const arg: Expr = (doc) => [keysOf(doc), output(doc), arrivals++];
    const later = (a: unknown, b: unknown) => order(b, a) || (b as Ranked)[2] - (a as Ranked)[2];
    const finish = (values: unknown[]) => (single ? (outputs(values)[0] ?? null) : outputs(values).reverse());
    return { arg, start: () => new Best(n, later, finish) };
  };

export function percentileArguments(
  name: string,
  spec: unknown,
  scope: Scope,
): { input: unknown; shares: number[] } {
  const needed = name === '$median' ? ['input', 'method'] : ['input', 'p', 'method'];
  const given = Object.fromEntries(namedArguments(name, spec, needed));
  if (given.method !== 'approximate') {
    refuse(2, `Currently only 'approximate' can be used as percentile 'method'.`);
  }
  if (name === '$median') return { input: given.input, shares: [0.5] };
  const shares = compile(given.p, scope)({});
  if (!Array.isArray(shares) || shares.length === 0)
    refuse(7750300, `The ${name} 'p' field must be an array of constant values`);
  return {
    input: given.input,
    shares: (shares as unknown[]).map((share) => {
      const n = isNumber(share) ? toNumber(share) : Number.NaN;
      if (!(n >= 0 && n <= 1))
        refuse(7750303, `The ${name} 'p' field must be an array of numbers from [0.0, 1.0] range`);
      return n;
    }),
  };
}

const percentile: Build = (spec, scope, name) => {
  const { input, shares } = percentileArguments(name, spec, scope);
  return { arg: compile(input, scope), start: () => new Percentile(shares, name === '$median') };
};

const count: Build = (spec) => {
  if (!isDoc(spec) || Object.keys(spec).length > 0) refuse(14, '$count takes no arguments, i.e. $count:{}');
  return { arg: constant(1), start: () => new Sum() };
};

export const accumulators: Readonly<Record<string, Build>> = {
  $sum: simple(() => new Sum()),
  $avg: simple(() => new Average()),
  $min: simple(() => new Extreme(-1)),
  $max: simple(() => new Extreme(1)),
  $first: simple(() => new First()),
  $last: simple(() => new Last()),
  $push: (spec, scope) => ({ arg: compile(spec, scope), start: () => new Push() }),
  $addToSet: (spec, scope) => ({ arg: compile(spec, scope), start: () => new AddToSet() }),
  $concatArrays: simple(() => new Concat(false)),
  $setUnion: simple(() => new Concat(true)),
  $mergeObjects: simple(() => new Merge()),
  $stdDevPop: simple(() => new Deviation(false)),
  $stdDevSamp: simple(() => new Deviation(true)),
  $count: count,
  $firstN: ends(false),
  $lastN: ends(true),
  $minN: extremes(-1),
  $maxN: extremes(1),
  $top: ranked(false, true),
  $topN: ranked(false, false),
  $bottom: ranked(true, true),
  $bottomN: ranked(true, false),
  $median: percentile,
  $percentile: percentile,
};

/** Accumulators that only windows have. */
export const windowAccumulators: Readonly<Record<string, Build>> = {
  $covariancePop: (spec, scope) => ({ arg: compile(spec, scope), start: () => new Covariance(false) }),
  $covarianceSamp: (spec, scope) => ({ arg: compile(spec, scope), start: () => new Covariance(true) }),
};

/** The accumulator of a field of `$group`: an object with one operator. */
export function compileAccumulator(field: string, spec: unknown, scope: Scope): Accumulator {
  if (!isDoc(spec) || !Object.keys(spec)[0]?.startsWith('$')) {
    return refuse(40234, `The field '${field}' must be an accumulator object`);
  }
  const [name = '', ...more] = Object.keys(spec);
  if (more.length > 0) refuse(40238, `The field '${field}' must specify one accumulator`);
  if (name === '$accumulator') refuse(2, '$accumulator runs JavaScript, which this server does not');
  const build = Object.hasOwn(accumulators, name) ? accumulators[name] : undefined;
  return build ? build(spec[name], scope, name) : refuse(15952, `unknown group operator '${name}'`);
}

/** Runs one over values that are there already. */
export function accumulate(state: State, values: Iterable<unknown>): unknown {
  for (const value of values) state.add(value);
  return state.result();
}
