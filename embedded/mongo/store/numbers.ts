/** Record numbers: each document gets the next one, over all collections, so that its number alone names it. */
import type { Catalog } from './catalog.ts';
import { docKey, type Env, recordOfDocKey } from './env.ts';
import { remnants } from './remnants.ts';

export class RecordNumbers {
  private last: number;

  constructor(last: number) {
    this.last = last;
  }

  next(): number {
    this.last += 1;
    return this.last;
  }
}

export function lastRecord(env: Env, catalog: Catalog): number {
  let last = 0;
  // Those of dropped collections count as well: what is left of them is still removed by its record's number.
  for (const number of [...catalog.collections().map((collection) => collection.number), ...remnants(env)]) {
    const [key] = env.docs.getKeys({
      start: docKey(number, 2 ** 48 - 1),
      end: docKey(number, 0),
      reverse: true,
      limit: 1,
    });
    if (key) last = Math.max(last, recordOfDocKey(key));
  }
  return last;
}
