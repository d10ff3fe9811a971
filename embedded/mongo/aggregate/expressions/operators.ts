/** All operators of expressions: those written here, then those that mingo has right. */

import type { Doc } from '../../values/bson.ts';
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
import type { Cell, Scope } from './compile.ts';
import type { Operator } from './operator.ts';

const operators: ReadonlyMap<string, Operator> = new Map(
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

export function newScope(now: Date, variables: Doc = {}, score?: Scope['score']): Scope {
  const cells = new Map(Object.entries(variables).map(([name, value]): [string, Cell] => [name, { value }]));
  return { now, operators, cells, score };
}
