/** BSON's type names, as $type and MongoDB's messages call them. */
import { ElementType } from '../values/elements.ts';
import { numberType } from '../values/numbers.ts';
import { Rank, rankOf } from '../values/rank.ts';

export type TypeName = keyof typeof ElementType;

const byRank: Record<number, TypeName> = {
  [Rank.minKey]: 'minKey',
  [Rank.undefined]: 'undefined',
  [Rank.null]: 'null',
  [Rank.object]: 'object',
  [Rank.array]: 'array',
  [Rank.binData]: 'binData',
  [Rank.objectId]: 'objectId',
  [Rank.bool]: 'bool',
  [Rank.date]: 'date',
  [Rank.timestamp]: 'timestamp',
  [Rank.regex]: 'regex',
  [Rank.dbPointer]: 'dbPointer',
  [Rank.code]: 'javascript',
  [Rank.codeWithScope]: 'javascriptWithScope',
  [Rank.maxKey]: 'maxKey',
};

export function typeName(value: unknown): TypeName {
  if (typeof value === 'string') return 'string';
  return numberType(value) ?? byRank[rankOf(value)] ?? 'symbol';
}

export function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(ElementType, name);
}

const byCode = new Map<number, TypeName>(
  Object.entries(ElementType).map(([name, code]) => [code === 255 ? -1 : code, name as TypeName]),
);

export function typeOfCode(code: number): TypeName | undefined {
  return byCode.get(code);
}
