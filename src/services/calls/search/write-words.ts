/**
 * Makes calls be found by what was said in them. The words are written once a call has ended and not while it goes on:
 * what arrives has to be quick, and a search may be seconds behind.
 */
import { byTenant } from '../../../core/by-tenant.ts';
import type { FactOf } from '../../../core/calls/facts.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import { wordsOf } from '../../../core/words.ts';
import type { Calls } from '../../../models/calls.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';

interface Parts {
  readonly calls: Pick<Calls, 'find' | 'bulkWrite'>;
  readonly facts: Pick<Facts, 'find'>;
  readonly scope: SystemScope;
}

const together = 50;
/** For one run of the sweep. */
const mostCalls = 2_000;
const mostLines = 5_000;
/** An hour of talking has some two thousand different words; what comes after that is not found. */
const mostWords = 3_000;

const kind = 'line';
const select = ['callId', 'content', 'orderedAt'] as const;
type Line = Pick<StoredFact, '_id' | 'content' | 'orderedAt'>;

const asSaid = (one: Line, other: Line) =>
  one.orderedAt.getTime() - other.orderedAt.getTime() || (one._id < other._id ? -1 : 1);

const wordsOfLines = (lines: readonly Line[]): string[] =>
  wordsOf(lines.map(({ content }) => (content as FactOf<'line'>['content']).text).join('\n')).slice(
    0,
    mostWords,
  );

export function createWordSweep({ calls, facts, scope }: Parts) {
  async function wordsIn(tenantId: string, callId: string): Promise<string[]> {
    const filter = { tenantId, callId, kind } as const;
    return wordsOfLines(
      await facts.find(scope, filter, { select, sort: { orderedAt: 1, _id: 1 }, limit: mostLines }),
    );
  }

  /** Of calls of one tenant. Most are short, so that what was said in all of them is read together. */
  async function wordsOfCalls(tenantId: string, callIds: readonly string[]): Promise<[string, string[]][]> {
    const filter = { tenantId, callId: { $in: callIds }, kind } as const;
    const lines = await facts.find(scope, filter, { select, limit: mostLines });
    if (lines.length === mostLines)
      return Promise.all(
        callIds.map(async (id): Promise<[string, string[]]> => [id, await wordsIn(tenantId, id)]),
      );
    const byCall = Map.groupBy(lines.sort(asSaid), ({ callId }) => callId);
    return callIds.map((id) => [id, wordsOfLines(byCall.get(id) ?? [])]);
  }

  async function writeSome(): Promise<number> {
    const due = await calls.find(
      scope,
      { textDue: { $gt: '' } },
      { select: ['tenantId', 'textDue'], sort: { textDue: 1 }, limit: together },
    );
    const found = await byTenant(due, (tenantId, own) =>
      wordsOfCalls(
        tenantId,
        own.map(({ _id }) => _id),
      ),
    );
    const words = new Map(found);
    const entries = due.flatMap(({ _id, tenantId, textDue }) => {
      if (textDue === undefined) return [];
      const update = { $set: { words: words.get(_id) ?? [] }, $unset: { textDue: true as const } };
      // What was said since the lines were read has made it due anew, by another receipt.
      return [{ updateOne: { filter: { _id, tenantId, textDue }, update } }];
    });
    await calls.bulkWrite(scope, entries, { ordered: false });
    return due.length;
  }

  /** Resolves with how many calls that were. */
  return async (): Promise<number> => {
    let written = 0;
    for (let some = together; some === together && written < mostCalls; written += some)
      some = await writeSome();
    return written;
  };
}
