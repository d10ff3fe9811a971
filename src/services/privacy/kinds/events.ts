import type { TenantScope } from '../../../core/tenancy.ts';
import type { Events } from '../../../models/events.ts';
import type { Kind } from '../kind.ts';

export function eventsKind(events: Events): Kind {
  /** The newest is kept whatever its age: the next one's number is counted on from it. */
  async function older(scope: TenantScope, before: Date) {
    const newest = await events.findOne(scope, {}, { select: ['seq'], sort: { seq: -1 } });
    return { seq: { $lt: newest?.seq ?? 0 }, writtenAt: { $lt: before } };
  }

  return {
    name: 'events',
    description: 'That something happened in a call, and under which number it was told. Nothing of what.',
    collections: ['events'],
    retention: {
      from: 'when it was told; the newest is kept',
      days: { usual: 90, least: 1, most: 3_650 },
      async isDue(scope, before) {
        // Numbers are in the order of time: where the first is young, all are.
        const first = await events.findOne(scope, {}, { select: ['writtenAt', 'seq'], sort: { seq: 1 } });
        return (
          first !== null &&
          first.writtenAt < before &&
          (await events.exists(scope, { seq: { $gt: first.seq } }))
        );
      },
      async remove(scope, before, limit) {
        const filter = await older(scope, before);
        const due = await events.find(scope, filter, { select: ['_id'], sort: { seq: 1 }, limit });
        if (due.length === 0) return 0;
        return events.deleteMany(scope, { _id: { $in: due.map(({ _id }) => _id) } });
      },
    },
    erasure: { because: 'Events hold no number and nothing personal.' },
    export: { because: 'Events hold no number and nothing personal.' },
    sealed: [],
  };
}
