/** What the database looks at for a page of a list, by its own account. */
import type { CallOrder } from '../../src/contract/call-queries.ts';
import { CallQuery } from '../../src/contract/call-queries.ts';
import { scopeFromJob } from '../../src/core/tenancy.ts';
import { callsIn } from '../../src/models/calls.ts';
import { searchOf } from '../../src/services/calls/read/filter.ts';
import { createFindCalls } from '../../src/services/calls/read/find.ts';
import { createSearchedWords } from '../../src/services/calls/read/words.ts';
import type { Archive } from './archive.ts';
import type { Query } from './filters.ts';

export interface Examined {
  /** Of the branch that the most were looked at for. */
  readonly keys: number;
  readonly documents: number;
  readonly found: number;
}

export async function examine({ database, tenantId }: Archive, query: Query): Promise<Examined> {
  const { limit, cursor: _none, sort: order, q, ...asked } = CallQuery.parse(query);
  const scope = scopeFromJob({ tenantId });
  const calls = callsIn(database);
  type Find = typeof calls.find;
  const reads: Parameters<Find>[] = [];
  const find = ((...args: Parameters<Find>) => {
    reads.push(args);
    return calls.find(...args);
  }) as Find;
  const words = await createSearchedWords(calls)(scope, q);
  const page = { search: searchOf(asked, words), order: order satisfies CallOrder, after: undefined };
  const findCalls = createFindCalls({ calls: { find }, listReads: 'primary' });
  const found = await findCalls(scope, { ...page, limit: limit + 1 });
  let [keys, documents] = [0, 0];
  for (const [, filter, { sort, limit: most } = {}] of reads) {
    // What is then read by its id is the page itself.
    if (sort === undefined) continue;
    const { executionStats } = await database
      .collection('calls')
      .find({ tenantId, ...filter } as object)
      .sort(sort as Record<string, 1 | -1>)
      .limit(most ?? 0)
      .explain('executionStats');
    keys = Math.max(keys, executionStats.totalKeysExamined);
    documents = Math.max(documents, executionStats.totalDocsExamined);
  }
  return { keys, documents, found: found.length };
}
