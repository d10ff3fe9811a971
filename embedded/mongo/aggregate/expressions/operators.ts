/** All operators of expressions: those written here, then those that mingo has right. */
import { accumulating } from '../mends/accumulating.ts';
import { arithmetic } from '../mends/arithmetic.ts';
import { arrays } from '../mends/arrays.ts';
import { dates } from '../mends/dates.ts';
import { objects } from '../mends/objects.ts';
import { regexes } from '../mends/regexes.ts';
import { sets } from '../mends/sets.ts';
import { strings } from '../mends/strings.ts';
import { types } from '../mends/types.ts';
import { variables } from '../mends/variables.ts';
import { borrowed } from './borrowed.ts';
import type { Operator } from './compile.ts';

let all: Map<string, Operator> | undefined;

export function operatorNamed(name: string): Operator | undefined {
  // Built at the first use: the families and the compiler import each other.
  all ??= new Map(
    Object.entries({
      ...borrowed,
      ...arithmetic,
      ...arrays,
      ...sets,
      ...objects,
      ...strings,
      ...regexes,
      ...dates,
      ...types,
      ...variables,
      ...accumulating,
    }),
  );
  return all.get(name);
}
