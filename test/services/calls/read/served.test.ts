/**
 * Every list of calls is served by an index, whatever it is filtered by: what is read is as much as the page holds,
 * also where one call in a thousand is meant, and also on the last page.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { CallOrder } from '../../../../src/contract/call-queries.ts';
import { newId } from '../../../../src/core/ids.ts';
import { scopeFromJob, systemScope } from '../../../../src/core/tenancy.ts';
import { openModels } from '../../../../src/models/index.ts';
import {
  type Asked,
  type Conditions,
  searchOf,
  startedPlaces,
} from '../../../../src/services/calls/read/filter.ts';
import { createFindCalls } from '../../../../src/services/calls/read/find.ts';
import { createSearchedWords } from '../../../../src/services/calls/read/words.ts';
import { database } from '../../../helpers/mongo.ts';
import { newStoredCall } from '../support/stored-call.ts';

const mongo = await database();
const { calls } = await openModels(mongo.connection());
const everything = systemScope('a test that makes calls of two tenants', { info: () => undefined });

const many = 5_000;
const page = 50;
const tenantId = newId('ten');
const scope = scopeFromJob({ tenantId });
const beganAt = Date.UTC(2026, 2, 1);
const at = (index: number) => new Date(beganAt + index * 60_000);

/** Rare ones are one in a thousand; whatever they are not rare in, all are the same. */
function made(index: number, of: string) {
  const isRare = index % 1_000 === 500;
  return newStoredCall({
    tenantId: of,
    startedAt: at(index),
    status: isRare ? 'busy' : 'completed',
    direction: isRare ? 'unknown' : 'inbound',
    provider: isRare ? 'bland' : 'twilio',
    simulated: isRare,
    numberId: isRare ? 'num_rare' : 'num_usual',
    agent: isRare ? 'Rare' : 'Reception',
    from: isRare ? '+14155550199' : '+14155550142',
    to: isRare ? '+14155550198' : '+14155550100',
    disposition: isRare ? 'RARE' : 'BOOKED',
    recording: isRare ? 'stored' : 'none',
    billableSec: isRare ? 2_000 : 65,
    lengthClass: isRare ? 7 : 4,
    words: ['hello', 'and', 'goodbye', ...(isRare ? ['zebra'] : [])],
  });
}

beforeAll(async () => {
  const all = Array.from({ length: many }, (_, index) => made(index, tenantId));
  const foreign = Array.from({ length: 1_000 }, (_, index) => made(index, newId('ten')));
  for (const some of [all.slice(0, 2_500), all.slice(2_500), foreign]) {
    await calls.insertMany(everything, some, { ordered: false });
  }
}, 120_000);

interface Read {
  readonly found: number;
  readonly keys: number;
  readonly isSorted: boolean;
}

/** A page, and what the database had to look at for it. */
async function read(
  asked: Asked,
  { words = [], order = 'newest', after }: { words?: string[]; order?: CallOrder; after?: Conditions } = {},
): Promise<Read> {
  type Find = typeof calls.find;
  const reads: Parameters<Find>[] = [];
  const find = ((...args: Parameters<Find>) => {
    reads.push(args);
    return calls.find(...args);
  }) as Find;
  const findCalls = createFindCalls({ calls: { find }, listReads: 'primary' });
  const found = await findCalls(scope, { search: searchOf(asked, words), order, after, limit: page + 1 });
  let keys = 0;
  let isSorted = true;
  for (const [, filter, { sort, limit } = {}] of reads) {
    if (sort === undefined) continue;
    const explained = await mongo.db
      .collection('calls')
      .find({ tenantId, ...filter } as object)
      .sort(sort as Record<string, 1 | -1>)
      .limit(limit ?? 0)
      .explain('executionStats');
    keys += explained.executionStats.totalKeysExamined;
    isSorted &&= !JSON.stringify(explained.queryPlanner.winningPlan).includes('"SORT"');
  }
  return { found: found.length, keys, isSorted };
}

const half = { since: at(0).toISOString(), until: at(2_600).toISOString() };

const rare: readonly [Asked, string[]?][] = [
  [{ status: ['busy'] }],
  [{ status: ['busy', 'failed', 'lost'] }],
  [{ status: ['busy', 'failed'], direction: 'unknown', recorded: true }],
  [{ direction: 'unknown' }],
  [{ provider: 'bland' }],
  [{ simulated: true }],
  [{ numberId: 'num_rare' }],
  [{ agent: 'Rare' }],
  [{ from: '+14155550199' }],
  [{ to: '+14155550198' }],
  [{ disposition: 'RARE' }],
  [{ recorded: true }],
  [{ minSec: 1_900 }],
  [{ minSec: 1_900, maxSec: 2_100 }],
  [{}, ['zebra']],
  [{}, ['zebra', 'hello']],
];

const usual: readonly [Asked, string[]?][] = [
  [{}],
  [{ status: ['completed'] }],
  [{ status: ['completed', 'busy', 'completed'] }],
  [{ status: ['completed', 'busy'], agent: 'Reception' }],
  [{ direction: 'inbound' }],
  [{ provider: 'twilio', direction: 'inbound' }],
  [{ simulated: false }],
  [{ agent: 'Reception' }],
  [{ from: '+14155550142' }],
  [{ recorded: false }],
  [{ minSec: 10 }],
  [{ maxSec: 100 }],
  [{}, ['hello']],
];

describe.skipIf(mongo.kind !== 'embedded')('what is read', () => {
  test.each(rare)('of one call in a thousand by %j %j', async (asked, words = []) => {
    for (const [range, matching] of [
      [{}, 5],
      [half, 3],
    ] as const) {
      const { found, keys, isSorted } = await read({ ...asked, ...range }, { words });
      expect(isSorted).toBe(true);
      expect(found).toBe(matching);
      expect(keys).toBeLessThanOrEqual(found + 1);
    }
  });

  test.each(usual)(
    'of nearly all calls by %j %j, on the first page and far behind it',
    async (asked, words = []) => {
      const far = startedPlaces.after({ startedAt: at(1_000), _id: newId('call') }, 'newest');
      for (const after of [undefined, far]) {
        for (const range of [{}, half]) {
          const { found, keys, isSorted } = await read(
            { ...asked, ...range },
            { words, ...(after && { after }) },
          );
          expect(isSorted).toBe(true);
          expect(found).toBe(page + 1);
          // Of each branch a page, at most.
          expect(keys).toBeLessThanOrEqual(2 * (page + 2));
        }
      }
    },
  );

  test.each(usual)('of the oldest first by %j %j', async (asked, words = []) => {
    const { found, keys, isSorted } = await read(asked, { words, order: 'oldest' });
    expect(isSorted).toBe(true);
    expect(found).toBe(page + 1);
    expect(keys).toBeLessThanOrEqual(2 * (page + 2));
  });
});

test('of several words the rarest leads', async () => {
  const searched = createSearchedWords(calls);
  expect(await searched(scope, 'Hello zebra, goodbye')).toEqual([
    'zebra',
    expect.any(String),
    expect.any(String),
  ]);
});
