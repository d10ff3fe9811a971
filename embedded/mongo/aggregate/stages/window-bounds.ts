/** The `window` of an output: which documents around each one belong to it, by position or by value. */
import type { Doc } from '../../values/bson.ts';
import { compare } from '../../values/compare.ts';
import { add, isNumber, toExactInteger } from '../../values/numbers.ts';
import { fieldPathOf, type Scope } from '../expressions/compile.ts';
import { int32, isDoc, nullish, refuse } from '../expressions/values.ts';
import { addUnits, unitOf } from '../operators/date-units.ts';
import { utc } from '../operators/zones.ts';

/** For each document the first and the one after the last of its window. */
export type Bounds = (docs: readonly Doc[]) => [from: number, to: number][];

export function compileBounds(spec: unknown, sortBy: Doc | undefined, scope: Scope): Bounds | undefined {
  if (!isDoc(spec)) return refuse(9, "'window' field must be an object");
  const { documents, range, unit } = spec;
  const wrong = Object.keys(spec).find((key) => !['documents', 'range', 'unit'].includes(key));
  if (wrong) refuse(9, `'window' field that was not recognized: ${wrong}`);
  if (documents !== undefined && range !== undefined)
    refuse(9, "Window bounds can specify either 'documents' or 'range', not both");
  if (documents === undefined && range === undefined) {
    return unit === undefined
      ? undefined
      : refuse(9, "Window bounds can only specify 'unit' with range-based bounds");
  }
  if (documents !== undefined) {
    if (unit !== undefined) refuse(9, "Window bounds can only specify 'unit' with range-based bounds");
    return byPosition(pair('documents', documents), sortBy);
  }
  return byValue(pair('range', range), unit, sortBy, scope);
}

function pair(name: string, bounds: unknown): [unknown, unknown] {
  if (!Array.isArray(bounds) || bounds.length !== 2)
    refuse(9, `Window bounds must be a 2-element array: ${name}`);
  const [lower, upper] = bounds as [unknown, unknown];
  for (const bound of [lower, upper]) {
    if (bound !== 'current' && bound !== 'unbounded' && !isNumber(bound)) {
      refuse(9, `Window bounds must be 'unbounded', 'current', or a number: ${String(bound)}`);
    }
  }
  if (isNumber(lower) && isNumber(upper) && compare(lower, upper) > 0) {
    refuse(5339900, `Lower bound must not exceed upper bound: ${name}`);
  }
  return [lower, upper];
}

function byPosition([lower, upper]: [unknown, unknown], sortBy: Doc | undefined): Bounds | undefined {
  if (lower === 'unbounded' && upper === 'unbounded') return undefined;
  if (!sortBy) refuse(5339901, 'Document-based bounds require a sortBy');
  const offset = (bound: unknown): number => {
    if (bound === 'current') return 0;
    return int32(bound) ?? refuse(9, 'Numeric document-based bounds must be an integer');
  };
  const from = lower === 'unbounded' ? Number.NEGATIVE_INFINITY : offset(lower);
  const to = upper === 'unbounded' ? Number.POSITIVE_INFINITY : offset(upper) + 1;
  return ({ length }) =>
    Array.from({ length }, (_, i) => {
      const first = Math.min(length, Math.max(0, i + from));
      return [first, Math.max(first, Math.min(length, Math.max(0, i + to)))];
    });
}

function byValue(
  [lower, upper]: [unknown, unknown],
  unit: unknown,
  sortBy: Doc | undefined,
  scope: Scope,
): Bounds | undefined {
  const paths = Object.keys(sortBy ?? {});
  const [path = ''] = paths;
  if (paths.length !== 1) refuse(5339902, 'Range-based bounds require sortBy a single field');
  if (int32(sortBy?.[path]) !== 1) refuse(8947401, 'Range-based bounds require a non-descending sortBy');
  if (lower === 'unbounded' && upper === 'unbounded') return undefined;
  const key = fieldPathOf(path, scope);
  const step = unit === undefined ? undefined : unitOf('$setWindowFields', unit);
  const move = (value: unknown, by: unknown): unknown => {
    if (by === 'current') return value;
    if (!step) {
      if (!isNumber(value)) refuse(5429414, `Invalid range: Expected the sortBy field to be a number`);
      return add(value, by);
    }
    if (!(value instanceof Date))
      return refuse(5429513, `Invalid range: Expected the sortBy field to be a Date`);
    return new Date(addUnits(value.getTime(), step, Number(toExactInteger(by)), utc));
  };
  return (docs) => {
    const values = docs.map((doc) => key(doc) ?? null);
    return values.map((value) => {
      // Documents without a value are in one window with each other.
      const [from, to] = nullish(value) ? ['current', 'current'] : [lower, upper];
      const least = from === 'unbounded' ? undefined : move(value, from);
      const most = to === 'unbounded' ? undefined : move(value, to);
      const first = from === 'unbounded' ? 0 : search(values, (other) => compare(other, least) >= 0);
      const end = to === 'unbounded' ? values.length : search(values, (other) => compare(other, most) > 0);
      return [first, Math.max(first, end)];
    });
  };
}

/** The index of the first value that passes, where all after it do too. */
function search(values: readonly unknown[], passes: (value: unknown) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(values[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
