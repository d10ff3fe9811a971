/** Accumulators as expressions: over their operands, or over the elements of a single array. */

import { compare } from '../../values/compare.ts';
import { Best, Extreme } from '../accumulators/collecting.ts';
import { accumulate, percentileArguments, size } from '../accumulators/index.ts';
import { Average, Deviation, Percentile, type State, Sum } from '../accumulators/numeric.ts';
import { compile, type Scope } from '../expressions/compile.ts';
import { many, named, type Operator } from '../expressions/operator.ts';
import { type Expr, nullish, refuse, typeName } from '../expressions/values.ts';

function over(start: () => State): Operator {
  return many((...values) => {
    const [only] = values;
    return accumulate(start(), values.length === 1 && Array.isArray(only) ? (only as unknown[]) : values);
  });
}

/** $firstN and its kin: they refuse what is no array, null too. */
function ofArray(name: string, run: (list: unknown[], n: number) => unknown): Operator {
  return named(['input', 'n'], [], ({ input, n }) => {
    const count = size(name, n);
    if (!Array.isArray(input)) refuse(5788200, `input must be an array, but is ${typeName(input)} (${name})`);
    return run(input as unknown[], count);
  });
}

const extremes = (sign: 1 | -1) => (list: unknown[], n: number) => {
  const order = (a: unknown, b: unknown) => -sign * compare(a, b);
  return accumulate(
    new Best(
      n,
      order,
      (values) => values,
      (value) => !nullish(value),
    ),
    list,
  );
};

function percentile(args: unknown, scope: Scope, name: string): Expr {
  const { input, shares } = percentileArguments(name, args, scope);
  const values = compile(input, scope);
  return (doc) => {
    const found = values(doc);
    return accumulate(new Percentile(shares, name === '$median'), Array.isArray(found) ? found : [found]);
  };
}

export const accumulating: Record<string, Operator> = {
  $sum: over(() => new Sum()),
  $avg: over(() => new Average()),
  $min: over(() => new Extreme(-1)),
  $max: over(() => new Extreme(1)),
  $stdDevPop: over(() => new Deviation(false)),
  $stdDevSamp: over(() => new Deviation(true)),
  $firstN: ofArray('$firstN', (list, n) => list.slice(0, n)),
  $lastN: ofArray('$lastN', (list, n) => list.slice(-n)),
  $minN: ofArray('$minN', extremes(-1)),
  $maxN: ofArray('$maxN', extremes(1)),
  $median: { compile: percentile },
  $percentile: { compile: percentile },
};
