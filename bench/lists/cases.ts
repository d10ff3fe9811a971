import type { CallPage } from '../../src/contract/call-queries.ts';
import { type Case, gauge, latency, type Subject, throughput } from '../harness.ts';
import type { Archive } from './archive.ts';
import { examine } from './examined.ts';
import { filtersOn, fits, type Query, type QueryOf, searches } from './filters.ts';

const pageSize = 50;
const farPage = 1_000;

const pathOf = (query: Query) => `/v1/calls?${new URLSearchParams(query)}`;

const queriesOn = ({ count, numberId }: Archive): [string, QueryOf][] =>
  Object.entries(filtersOn(count, numberId));

/** What every request costs: the calls that go on, of which there are none. */
const nothing = (archive: Archive): Subject<null, boolean> => ({
  name: 'an empty list',
  setup: () => null,
  run: async () => (await archive.ask('/v1/calls/live')).items.length === 0,
});

const list = (archive: Archive, name: string, queryOf: QueryOf): Subject<null, boolean> => ({
  name,
  setup: () => null,
  async run(_, n) {
    const query = queryOf(n);
    const { items } = await archive.ask(pathOf(query));
    return items.length > 0 && items.every((call) => fits(call, query));
  },
});

export function filtersCase(archive: Archive): Case {
  return latency({
    name: `A page of ${pageSize} of ${archive.count.toLocaleString('en')} calls, 50 a second`,
    baseline: 'an empty list',
    subjects: [
      nothing(archive),
      ...queriesOn(archive).map(([name, queryOf]) => list(archive, name, queryOf)),
    ],
    verify: (right) => right,
    ratePerSec: 50,
    aim: { maxMs: 10 },
  });
}

const most = { rare: 10, common: 150 } as const;

export function wordsCase(archive: Archive, kind: 'rare' | 'common'): Case {
  return latency({
    name: `Search for words, ${kind === 'rare' ? '50' : '10'} a second`,
    baseline: 'an empty list',
    subjects: [
      nothing(archive),
      ...Object.entries(searches[kind]).map(([name, q]) => list(archive, name, () => ({ q }))),
    ],
    verify: (right) => right,
    ratePerSec: kind === 'rare' ? 50 : 10,
    aim: { maxMs: most[kind] },
  });
}

export function keysCase(archive: Archive): Case {
  const asked: [string, QueryOf][] = [
    ...queriesOn(archive),
    ...Object.values(searches).flatMap((all) =>
      Object.entries(all).map(([name, q]): [string, QueryOf] => [name, () => ({ q })]),
    ),
  ];
  return gauge({
    name: 'What the database looks at for a page, where a filter is several searches for the costliest of them',
    baseline: 'the newest',
    subjects: asked.map(([name, queryOf]) => ({
      name,
      setup: () => null,
      async run(_: null, n: number) {
        const { keys, documents, found } = await examine(archive, queryOf(n));
        return [keys, documents, found];
      },
    })),
    columns: ['keys', 'documents', 'calls'],
    // A page, the one that tells whether there is another, and where the search begins and ends.
    aim: { max: 2 * (pageSize + 2) },
  });
}

export function pagesCase(archive: Archive): Case {
  const page = (name: string, at: number): Subject<string, CallPage> => ({
    name,
    setup: () => cursorOf(archive, at),
    run: (cursor) => archive.ask(pathOf(cursor === '' ? {} : { cursor })),
  });
  return throughput({
    name: `Page ${farPage.toLocaleString('en')} of a list and page 1: at most 1.2 times as long is 0.83 of the rate`,
    baseline: 'page 1',
    subjects: [page('page 1', 1), page(`page ${farPage.toLocaleString('en')}`, farPage)],
    verify: ({ items }) => items.length === pageSize,
    concurrency: 1,
    aim: { minRatio: 1 / 1.2 },
  });
}

/** As everybody comes to a page: by way of those before it, on which no call is twice. */
async function cursorOf({ ask }: Archive, page: number): Promise<string> {
  const seen = new Set<string>();
  let cursor = '';
  for (let at = 1; at < page; at += 1) {
    const { items, nextCursor } = await ask(pathOf(cursor === '' ? {} : { cursor }));
    for (const { id } of items) seen.add(id);
    if (nextCursor === null || seen.size !== at * pageSize) {
      throw new Error(`the first ${at} pages hold ${seen.size} calls`);
    }
    cursor = nextCursor;
  }
  return cursor;
}
