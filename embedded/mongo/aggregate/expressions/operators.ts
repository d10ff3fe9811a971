/** All operators of expressions, by their names. */
import type { Doc } from '../../values/bson.ts';
import { accumulating } from '../operators/accumulating.ts';
import { arithmetic } from '../operators/arithmetic.ts';
import { arrays } from '../operators/arrays.ts';
import { dates } from '../operators/dates.ts';
import { mathematics } from '../operators/mathematics.ts';
import { objects } from '../operators/objects.ts';
import { regexes } from '../operators/regexes.ts';
import { sets } from '../operators/sets.ts';
import { strings } from '../operators/strings.ts';
import { types } from '../operators/types.ts';
import { variables } from '../operators/variables.ts';
import type { Cell, Scope } from './compile.ts';
import type { Operator } from './operator.ts';

const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...mathematics,
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
