/** BSON's type names, as $type and MongoDB's messages call them. */
import { type Doc, ElementType } from '../values/bson.ts';
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

/** A value for an error message, roughly as MongoDB prints it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (Array.isArray(value)) return value.length ? `[ ${value.map(show).join(', ')} ]` : '[]';
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  switch (typeName(value)) {
    case 'object': {
      const fields = Object.entries(value as Doc).map(([name, inner]) => `${name}: ${show(inner)}`);
      return fields.length ? `{ ${fields.join(', ')} }` : '{}';
    }
    case 'objectId':
      return `ObjectId('${String(value)}')`;
    case 'double': {
      const text = String(value);
      return /^-?\d+$/.test(text) ? `${text}.0` : text;
    }
    default:
      return String(value);
  }
}
