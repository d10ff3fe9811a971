import { canonicalJson } from '../../../core/calls/canonical-json.ts';
import { createSealedField, createSealer } from '../../../core/crypto/index.ts';
import type { KeyRing } from '../../../core/crypto/keys.ts';
import type { SystemScope, TenantScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { Kind } from '../kind.ts';
import { removedByNumber, sealedIn } from '../of-repository.ts';

type Needs = Pick<Models, 'calls' | 'facts' | 'callHomes' | 'receipts' | 'callNotes' | 'placements'>;

interface Written {
  readonly text: string;
}

export function callsKind(models: Needs, keys: KeyRing, scope: SystemScope): Kind {
  const { calls, facts, callHomes, receipts, callNotes, placements } = models;
  const noteText = createSealedField(createSealer(keys), 'call-note.text');

  /** In this order: cut off at any point, it can be found and done again. */
  async function remove(of: TenantScope, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    await callHomes.erase(of, ids, new Date());
    await receipts.removeOfCalls(of, ids);
    await facts.deleteMany(of, { callId: { $in: ids } });
    await callNotes.deleteMany(of, { callId: { $in: ids } });
    await placements.deleteMany(of, { _id: { $in: ids } });
    return calls.deleteMany(of, { _id: { $in: ids } });
  }

  const older = (before: Date) => ({ startedAt: { $lt: before }, ended: true });
  const byNumber = removedByNumber(calls, ['from', 'to'], { tombstones: false });
  return {
    name: 'calls',
    description:
      'Calls and all that is known of them: numbers, names, what was said. Which call was whose stays, without anything personal, so that it does not come back.',
    collections: ['calls', 'facts', 'call_homes'],
    retention: {
      from: 'when it began; one that goes on is kept',
      days: { usual: 365, least: 1, most: 3_650 },
      isDue: (of, before) => calls.exists(of, older(before)),
      async remove(of, before, limit) {
        const due = await calls.find(of, older(before), {
          select: ['_id'],
          sort: { startedAt: 1 },
          limit,
        });
        return remove(
          of,
          due.map(({ _id }) => _id),
        );
      },
    },
    erasure: {
      ...byNumber,
      async erase(of, ids) {
        await remove(of, ids);
        return [];
      },
    },
    export: {
      async *records(of, number) {
        const found = calls.cursor(of, { $or: [{ from: number }, { to: number }] }, { sort: { _id: 1 } });
        for await (const { tenantId: _, sealed: __, ...rest } of found) {
          // Made from the rest, for searches.
          const { words: _words, lengthClass: _class, textDue: _due, ...call } = rest;
          const said = await facts.find(
            of,
            { callId: call._id, kind: 'line' },
            { sort: { orderedAt: 1, _id: 1 } },
          );
          const noted = await callNotes.find(of, { callId: call._id }, { sort: { _id: 1 } });
          const notes = noted.map(
            (note) => (JSON.parse(noteText.open(note, note.noteSealed)) as Written).text,
          );
          // As JSON has it, with dates as texts.
          const record = { ...call, said: said.map(({ content }) => content), notes };
          yield JSON.parse(canonicalJson(record)) as Record<string, unknown>;
        }
      },
    },
    sealed: [
      sealedIn(calls, 'calls', { path: 'sealed', context: 'call.sealed' }, scope),
      sealedIn(facts, 'facts', { path: 'content.sealed', context: 'fact.content' }, scope),
    ],
  };
}
