/** The functions that only windows have: ranks, neighbours, filling gaps, rates. */
import { add, divide, isNumber, multiply, numberType, subtract, toNumber } from '../../values/numbers.ts';
import { compile, fieldPathOf, namedArguments } from '../expressions/compile.ts';
import { double, type Expr, int32, isDoc, nullish, refuse, whole } from '../expressions/values.ts';
import { unitOf } from '../operators/date-units.ts';
import type { Column, Window } from './window.ts';

type Build = (window: Window) => Column;

const ranking =
  (next: (rank: number, index: number, same: boolean) => number): Build =>
  ({ name, spec, sortBy, sorting, bounds }) => {
    if (!isDoc(spec) || Object.keys(spec).length > 0)
      refuse(5371603, `${name} must be specified with '{}' as the value`);
    if (bounds) refuse(5371601, `Rank style window functions take no other arguments`);
    if (!sorting || (name !== '$documentNumber' && Object.keys(sortBy ?? {}).length !== 1)) {
      refuse(
        5371602,
        `${name} must be specified with a top level sortBy expression with exactly one element`,
      );
    }
    return (docs) => {
      let rank = 0;
      return docs.map((doc, i) => {
        const before = docs[i - 1];
        rank = next(rank, i, before !== undefined && sorting?.compareDocs(before, doc) === 0);
        return whole(rank);
      });
    };
  };

function shift({ spec, scope, sorting }: Window): Column {
  const given = Object.fromEntries(namedArguments('$shift', spec, ['output', 'by'], ['default']));
  if (!sorting) refuse(9, "'$shift' requires a sortBy");
  const by = int32(given.by);
  if (by === undefined) return refuse(9, "'$shift:by' field must be an integer");
  const output = compile(given.output, scope);
  const otherwise = compile(given.default ?? null, scope)({});
  return (docs) =>
    docs.map((_, i) => {
      const other = docs[i + by];
      return other ? (output(other) ?? null) : otherwise;
    });
}

function expMovingAvg({ spec, scope, sorting }: Window): Column {
  const given = Object.fromEntries(namedArguments('$expMovingAvg', spec, ['input'], ['N', 'alpha']));
  if (!sorting) refuse(9, "'$expMovingAvg' requires a sortBy");
  if (Object.hasOwn(given, 'N') === Object.hasOwn(given, 'alpha')) {
    refuse(
      9,
      '$expMovingAvg sub object must have exactly two fields: An "input" field, and either an "N" field or an "alpha" field',
    );
  }
  const n = Object.hasOwn(given, 'N') ? int32(given.N) : undefined;
  if (Object.hasOwn(given, 'N') && !(n !== undefined && n > 0))
    refuse(9, '"N" field must be an integer greater than zero');
  if (n === undefined && !(toNumber(given.alpha) > 0 && toNumber(given.alpha) < 1))
    refuse(9, '"alpha" must be between 0 and 1 (exclusive)');
  const alpha: unknown = n === undefined ? given.alpha : double(2 / (n + 1));
  const input = compile(given.input, scope);
  return (docs) => {
    let average: unknown = null;
    return docs.map((doc) => {
      const value = input(doc);
      if (!isNumber(value)) return average;
      average = nullish(average)
        ? value
        : add(multiply(value, alpha), multiply(average, subtract(double(1), alpha)));
      return average;
    });
  };
}

/** Where a document stands on the axis: a number, or a date counted in units. */
function position({ name, sortBy }: Window, unit: unknown): (value: unknown) => unknown {
  if (Object.keys(sortBy ?? {}).length !== 1) refuse(9, `${name} requires a sortBy of a single field`);
  const ms = {
    week: 604_800_000,
    day: 86_400_000,
    hour: 3_600_000,
    minute: 60_000,
    second: 1000,
    millisecond: 1,
  };
  const length = unit === undefined ? undefined : ms[unitOf(name, unit) as keyof typeof ms];
  if (unit !== undefined && length === undefined) refuse(5490704, "unit must be 'week' or smaller");
  return (value) => {
    if (value instanceof Date) {
      if (length === undefined) refuse(5624900, `${name} where the sortBy is a Date requires an 'unit'`);
      return double(value.getTime() / (length as number));
    }
    if (length !== undefined || !isNumber(value))
      refuse(5624901, `${name} requires the sortBy field to be ${length ? 'a Date' : 'a number'}`);
    return value;
  };
}

type Point = [x: unknown, y: unknown];

const rate =
  (combine: (points: readonly Point[]) => unknown): Build =>
  (window) => {
    const { name, spec, scope, bounds, sortBy } = window;
    const given = Object.fromEntries(namedArguments(name, spec, ['input'], ['unit']));
    const at = position(window, given.unit);
    const input = compile(given.input, scope);
    const key = fieldPathOf(Object.keys(sortBy ?? {})[0] ?? '', scope);
    return (docs) => {
      const points = docs.map((doc): Point => [at(key(doc)), input(doc)]);
      if (!bounds) return docs.map(() => combine(points));
      return bounds(docs).map(([from, to]) => combine(points.slice(from, to)));
    };
  };

function derivative(points: readonly Point[]): unknown {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2 || !isNumber(first[1]) || !isNumber(last[1])) return null;
  const width = subtract(last[0], first[0]);
  return toNumber(width) === 0 ? null : divide(subtract(last[1], first[1]), width);
}

function integral(points: readonly Point[]): unknown {
  const known = points.filter(([, y]) => isNumber(y));
  let area: unknown = double(0);
  for (let i = 1; i < known.length; i++) {
    const [[x1, y1], [x2, y2]] = [known[i - 1] as Point, known[i] as Point];
    area = add(area, divide(multiply(add(y1, y2), subtract(x2, x1)), 2));
  }
  return area;
}

const expression = ({ spec, scope }: Window): Expr => compile(spec, scope);

function locf(window: Window): Column {
  if (window.bounds) refuse(9, "'$locf' does not accept a 'window' field");
  const input = expression(window);
  return (docs) => {
    let last: unknown = null;
    return docs.map((doc) => {
      const value = input(doc);
      if (!nullish(value)) last = value;
      return last;
    });
  };
}

function linearFill(window: Window): Column {
  const { sortBy, scope, bounds } = window;
  if (bounds) refuse(9, "'$linearFill' does not accept a 'window' field");
  if (Object.keys(sortBy ?? {}).length !== 1)
    refuse(
      605001,
      '$linearFill must be specified with a top level sortBy expression with exactly one element',
    );
  const input = expression(window);
  const key = fieldPathOf(Object.keys(sortBy ?? {})[0] ?? '', scope);
  return (docs) =>
    fillLinear(
      docs.map((doc) => axis(key(doc))),
      docs.map(input),
    );
}

function axis(value: unknown): unknown {
  if (value instanceof Date) return double(value.getTime());
  if (numberType(value) === undefined)
    refuse(605001, '$linearFill requires the sortBy field to be numbers or dates');
  return value;
}

function fillLinear(at: readonly unknown[], values: readonly unknown[]): unknown[] {
  const filled: unknown[] = values.map((value) => value ?? null);
  let left = -1;
  for (let right = 0; right < filled.length; right++) {
    if (nullish(values[right])) continue;
    for (let i = left + 1; i < right && left >= 0; i++) {
      const slope = divide(subtract(values[right], values[left]), subtract(at[right], at[left]));
      filled[i] = add(values[left], multiply(slope, subtract(at[i], at[left])));
    }
    left = right;
  }
  return filled;
}

export const functions: Readonly<Record<string, Build>> = {
  $rank: ranking((rank, i, same) => (same ? rank : i + 1)),
  $denseRank: ranking((rank, _, same) => (same ? rank : rank + 1)),
  $documentNumber: ranking((_, i) => i + 1),
  $shift: shift,
  $expMovingAvg: expMovingAvg,
  $derivative: rate(derivative),
  $integral: rate(integral),
  $locf: locf,
  $linearFill: linearFill,
};
