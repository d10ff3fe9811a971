/** Sets by MongoDB's equality, across number types. */
import { compare } from '../../values/compare.ts';
import { type Operator, one, some, tillNull, two } from '../expressions/operator.ts';
import { nullish, refuse, truthy, typeName } from '../expressions/values.ts';
import { groupKey } from '../group-key.ts';

type Keyed = Map<string | number, unknown>;

function keyed(values: readonly unknown[], into: Keyed = new Map()): Keyed {
  for (const value of values) {
    const key = groupKey(value);
    if (!into.has(key)) into.set(key, value);
  }
  return into;
}

function list(value: unknown, message: string, code: number): unknown[] {
  if (Array.isArray(value)) return value;
  return refuse(code, `${message}, but one argument is of type: ${typeName(value)}`);
}

const sorted = (set: Keyed): unknown[] => [...set.values()].sort(compare);

function subset(a: unknown, b: unknown): boolean {
  const inner = list(a, 'both operands of $setIsSubset must be arrays', 17046);
  const outer = keyed(list(b, 'both operands of $setIsSubset must be arrays', 17042));
  return inner.every((value) => outer.has(groupKey(value)));
}

export const sets: Record<string, Operator> = {
  $setUnion: tillNull((...args) => {
    const union: Keyed = new Map();
    for (const arg of args) {
      if (nullish(arg)) return null;
      keyed(list(arg, 'All operands of $setUnion must be arrays', 17043), union);
    }
    return sorted(union);
  }),
  $setIntersection: tillNull((...args) => {
    let common: Keyed | undefined;
    for (const arg of args) {
      if (nullish(arg)) return null;
      const next = keyed(list(arg, 'All operands of $setIntersection must be arrays', 17047));
      common = common ? new Map([...common].filter(([key]) => next.has(key))) : next;
    }
    return common ? sorted(common) : [];
  }),
  $setDifference: two((a, b) => {
    if (nullish(a) || nullish(b)) return null;
    const left = keyed(list(a, 'both operands of $setDifference must be arrays', 17048));
    for (const value of list(b, 'both operands of $setDifference must be arrays', 17049))
      left.delete(groupKey(value));
    return [...left.values()];
  }),
  $setEquals: some(2, Number.POSITIVE_INFINITY, (...args) => {
    const [first, ...others] = args.map((arg) =>
      keyed(list(arg, 'All operands of $setEquals must be arrays', 17044)),
    );
    return others.every(
      (other) => other.size === first?.size && [...other.keys()].every((key) => first.has(key)),
    );
  }),
  $setIsSubset: two(subset),
  $anyElementTrue: one((a) => list(a, "$anyElementTrue's argument must be an array", 17041).some(truthy)),
  $allElementsTrue: one((a) => list(a, "$allElementsTrue's argument must be an array", 17040).every(truthy)),
};
