/**
 * Makes calls be found by what was said in them. The words are written once a call has ended and not while it goes on:
 * what arrives has to be quick, and a search may be seconds behind.
 */
import type { FactOf } from '../../../core/calls/facts.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import { wordsOf } from '../../../core/words.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Facts } from '../../../models/facts.ts';

interface Parts {
  readonly calls: Pick<Calls, 'find' | 'bulkWrite'>;
  readonly facts: Pick<Facts, 'find'>;
  readonly scope: SystemScope;
}

type Due = Pick<StoredCall, '_id' | 'tenantId' | 'textDue'>;

const together = 50;
/** For one run of the sweep. */
const mostCalls = 2_000;
const mostLines = 5_000;
/** An hour of talking has some two thousand different words; what comes after that is not found. */
const mostWords = 3_000;

export function createWordSweep({ calls, facts, scope }: Parts) {
  async function wordsIn({ tenantId, _id: callId }: Due): Promise<string[]> {
    const lines = await facts.find(
      scope,
      { tenantId, callId, kind: 'line' },
      { select: ['content'], sort: { orderedAt: 1, _id: 1 }, limit: mostLines },
    );
    const text = lines.map(({ content }) => (content as FactOf<'line'>['content']).text).join('\n');
    return wordsOf(text).slice(0, mostWords);
  }

  async function writeSome(): Promise<number> {
    const due = await calls.find(
      scope,
      { textDue: { $gt: '' } },
      { select: ['tenantId', 'textDue'], sort: { textDue: 1 }, limit: together },
    );
    const words = await Promise.all(due.map(wordsIn));
    const entries = due.flatMap(({ _id, tenantId, textDue }, index) => {
      if (textDue === undefined) return [];
      const update = { $set: { words: words[index] ?? [] }, $unset: { textDue: true as const } };
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
