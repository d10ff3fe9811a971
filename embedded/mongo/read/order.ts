/** The order of documents under a sort, as bytes: the same that an index on these fields would have. */
import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { namesOf } from '../values/depth.ts';
import { KeyWriter } from '../values/keys.ts';
import { tuplesOf } from '../values/paths.ts';
import { type Selection, selectionOf } from '../values/selection.ts';
import { shellForm } from '../values/shell.ts';

export interface Order {
  /** What it looks at. */
  readonly selection: Selection;
  keyOf(doc: Doc, textScore: number): Buffer;
}

interface Part {
  readonly path: readonly string[];
  readonly descending: boolean;
  readonly score: boolean;
}

const writer = new KeyWriter();

export function orderBy(sort: Doc): Order {
  const parts = Object.entries(sort).map(([path, direction]) => partOf(path, direction));
  const paths = parts.map(({ path }) => path);
  return {
    selection: selectionOf(parts.filter(({ score }) => !score).map(({ path }) => path.join('.'))),
    keyOf(doc, textScore) {
      let least: Buffer | undefined;
      for (const tuple of tuplesToSort(doc, paths)) {
        writer.reset();
        for (const [i, { descending, score }] of parts.entries())
          writer.add(score ? textScore : tuple[i], descending);
        const key = writer.bytes();
        if (!least || key.compare(least) < 0) least = key;
      }
      return least as Buffer;
    },
  };
}

function tuplesToSort(doc: Doc, paths: readonly (readonly string[])[]): readonly (readonly unknown[])[] {
  try {
    return tuplesOf(doc, paths).tuples;
  } catch {
    throw new MongoError(2, 'cannot sort with keys that are parallel arrays');
  }
}

function partOf(path: string, direction: unknown): Part {
  if (typeof direction === 'object' && direction && '$meta' in direction) {
    if (direction.$meta !== 'textScore')
      throw new MongoError(31138, `Illegal $meta sort: ${shellForm(direction)}`);
    return { path: [path], descending: true, score: true };
  }
  const sign = Number(direction);
  if (sign !== 1 && sign !== -1) {
    throw new MongoError(
      15975,
      `$sort key ordering must be 1 (for ascending) or -1 (for descending): ${path}`,
    );
  }
  const names = namesOf(path);
  if (names.some((name) => name === '' || name.startsWith('$'))) {
    throw new MongoError(16410, `FieldPath field names may not be empty or start with '$': '${path}'`);
  }
  return { path: names, descending: sign < 0, score: false };
}
