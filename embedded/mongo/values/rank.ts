/** MongoDB's order of the types: a value of a lower rank sorts before every value of a higher one. */
export const Rank = {
  minKey: 0x10,
  undefined: 0x18, // also what an index holds for an empty array
  null: 0x20,
  number: 0x28,
  string: 0x30,
  object: 0x38,
  array: 0x40,
  binData: 0x48,
  objectId: 0x50,
  bool: 0x58,
  date: 0x60,
  timestamp: 0x68,
  regex: 0x70,
  dbPointer: 0x78,
  code: 0x80,
  codeWithScope: 0x88,
  maxKey: 0x90,
} as const;

export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return Rank.string;
    case 'number':
    case 'bigint':
      return Rank.number;
    case 'boolean':
      return Rank.bool;
    case 'undefined':
      return Rank.undefined;
  }
  if (value === null) return Rank.null;
  if (Array.isArray(value)) return Rank.array;
  if (value instanceof Date) return Rank.date;
  if (value instanceof RegExp) return Rank.regex;
  if (value instanceof Uint8Array) return Rank.binData;
  switch ((value as { _bsontype?: string })._bsontype) {
    case 'ObjectId':
      return Rank.objectId;
    case 'Long':
    case 'Double':
    case 'Int32':
    case 'Decimal128':
      return Rank.number;
    case 'Binary':
      return Rank.binData;
    case 'Timestamp':
      return Rank.timestamp;
    case 'BSONRegExp':
      return Rank.regex;
    case 'BSONSymbol':
      return Rank.string;
    case 'Code':
      return (value as { scope?: unknown }).scope ? Rank.codeWithScope : Rank.code;
    case 'DBRef':
      return Rank.dbPointer;
    case 'MinKey':
      return Rank.minKey;
    case 'MaxKey':
      return Rank.maxKey;
    default:
      return Rank.object;
  }
}
