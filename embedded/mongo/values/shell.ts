import { Binary, Long, type ObjectId } from 'bson';
import type { Doc } from './bson.ts';
import { Rank, rankOf } from './rank.ts';

/** A value as MongoDB prints it in its messages. */
export function shellForm(value: unknown): string {
  switch (rankOf(value)) {
    case Rank.string:
      return JSON.stringify(String(value));
    case Rank.undefined:
      return 'undefined';
    case Rank.object: {
      const fields = Object.entries(value as Doc).map(([name, field]) => `${name}: ${shellForm(field)}`);
      return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
    }
    case Rank.array:
      return `[ ${(value as unknown[]).map(shellForm).join(', ')} ]`;
    case Rank.objectId:
      return `ObjectId('${(value as ObjectId).toHexString()}')`;
    case Rank.date:
      return `new Date(${(value as Date).getTime()})`;
    case Rank.binData: {
      const binary = value instanceof Binary ? value : new Binary(value as Uint8Array);
      return `BinData(${binary.sub_type}, ${binary.toString('hex').toUpperCase()})`;
    }
    case Rank.number:
      return value instanceof Long ? value.toString() : String(value);
    case Rank.minKey:
      return 'MinKey';
    case Rank.maxKey:
      return 'MaxKey';
    default:
      return String(value);
  }
}
