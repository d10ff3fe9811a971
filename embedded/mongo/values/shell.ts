import { Binary, type ObjectId } from 'bson';
import type { Doc } from './bson.ts';
import { numberType } from './numbers.ts';
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
    case Rank.array: {
      const elements = (value as unknown[]).map(shellForm);
      return elements.length > 0 ? `[ ${elements.join(', ')} ]` : '[]';
    }
    case Rank.objectId:
      return `ObjectId('${(value as ObjectId).toHexString()}')`;
    case Rank.date:
      return `new Date(${(value as Date).getTime()})`;
    case Rank.binData: {
      const binary = value instanceof Binary ? value : new Binary(value as Uint8Array);
      return `BinData(${binary.sub_type}, ${binary.toString('hex').toUpperCase()})`;
    }
    case Rank.number: {
      const text = String(value);
      return numberType(value) === 'double' && /^-?\d+$/.test(text) ? `${text}.0` : text;
    }
    case Rank.minKey:
      return 'MinKey';
    case Rank.maxKey:
      return 'MaxKey';
    default:
      return String(value);
  }
}
