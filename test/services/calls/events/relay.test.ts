import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { DatabaseError } from '../../../../src/core/errors.ts';
import { hashedId, newId } from '../../../../src/core/ids.ts';
import { scopeFromJob, type TenantScope } from '../../../../src/core/tenancy.ts';
import { eventsIn } from '../../../../src/models/events.ts';
import { makeIndexes } from '../../../../src/models/indexes.ts';
import {
  type Consumer,
  createRelay,
  type NewEvent,
  type ToldEvent,
} from '../../../../src/services/calls/events/relay.ts';
import { database } from '../../../helpers/mongo.ts';

const mongo = await database();
const events = eventsIn(mongo.connection());
await makeIndexes(mongo.connection());

const event = (n: number): NewEvent => ({
  _id: hashedId('evt', String(n)),
  type: 'call.note',
  callId: 'call_1',
  factKey: String(n),
});

const log = (scope: TenantScope) => events.find(scope, {}, { sort: { seq: 1 } });
const dense = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Takes each event as often as it is given, and remembers which. */
function recording(): Consumer & { taken: Set<string> } {
  const taken = new Set<string>();
  return {
    taken,
    async take(_scope, told) {
      for (const { _id } of told) taken.add(_id);
    },
  };
}

/** An instance that dies at some step now and then, as killed processes do. */
function mortal(consumer: Consumer, dies: () => boolean) {
  const orDie = () => {
    if (dies()) throw new Error('killed');
  };
  const mortalEvents = {
    find: events.find,
    findOne: events.findOne,
    insertMany: (async (...args: Parameters<typeof events.insertMany>) => {
      orDie();
      const inserted = await events.insertMany(...args);
      orDie();
      return inserted;
    }) as typeof events.insertMany,
  };
  const consumers = [
    {
      async take(scope: TenantScope, told: readonly ToldEvent[]) {
        orDie();
        await consumer.take(scope, told);
        orDie();
      },
    },
  ];
  return createRelay({ events: mortalEvents, consumers, now: () => new Date() });
}

/** A database that takes locks ends one of two now and then; what was not told is told again, as after a kill. */
const isDeadlock = (error: Error) => error instanceof DatabaseError && /deadlock/.test(String(error.cause));

/** One that waits a second before it looks for such a pair makes each history last several. */
const runs = mongo.kind === 'embedded' ? 40 : 8;

let scope = scopeFromJob({ tenantId: newId('ten') });
afterEach(() => {
  scope = scopeFromJob({ tenantId: newId('ten') });
});

describe('the numbers of a tenant', () => {
  test('begin with 1 and have no gaps; another tenant has its own', async () => {
    const relay = createRelay({ events, consumers: [], now: () => new Date() });
    const other = scopeFromJob({ tenantId: newId('ten') });
    await relay.tell(scope, [event(1), event(2)]);
    await relay.tell(other, [event(101)]);
    await relay.tell(scope, [event(3)]);
    expect((await log(scope)).map(({ seq, factKey }) => [seq, factKey])).toEqual([
      [1, '1'],
      [2, '2'],
      [3, '3'],
    ]);
    expect((await log(other)).map(({ seq }) => seq)).toEqual([1]);
  });

  test('an event that was told keeps its number, and is handed out again', async () => {
    const consumer = recording();
    const relay = createRelay({ events, consumers: [consumer], now: () => new Date() });
    await relay.tell(scope, [event(11), event(12)]);
    consumer.taken.clear();
    const told = await relay.tell(scope, [event(12), event(13), event(12)]);
    expect(told.map(({ seq }) => seq).sort()).toEqual([2, 3]);
    expect(consumer.taken).toEqual(new Set([event(12)._id, event(13)._id]));
    expect((await log(scope)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test('have no gaps and no event twice, whoever tells at the same time and whoever is killed meanwhile', {
    timeout: 120_000,
  }, async () => {
    const batches = fc.array(
      fc.uniqueArray(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 5 }),
      {
        minLength: 2,
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(batches, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), async (all, luck) => {
        const tenantId = newId('ten');
        const mine = scopeFromJob({ tenantId });
        const own = (n: number) => ({ ...event(n), _id: hashedId('evt', tenantId, String(n)) });
        const consumer = recording();
        const relays = [0, 1].map(() => mortal(consumer, () => luck.next().value === 0));
        const until = async (relay: (typeof relays)[number], batch: NewEvent[]) => {
          for (let tries = 0; tries < 200; tries += 1) {
            const done = await relay.tell(mine, batch).then(
              () => true,
              (error: Error) => {
                if (error.message !== 'killed' && !isDeadlock(error)) throw error;
                return false;
              },
            );
            if (done) return;
          }
          throw new Error('never done');
        };
        await Promise.all(
          all.map((batch, index) => until(relays[index % 2] as (typeof relays)[number], batch.map(own))),
        );
        const expected = new Set(all.flat());
        const stored = await log(mine);
        expect(stored.map(({ seq }) => seq)).toEqual(dense(expected.size));
        expect(new Set(stored.map(({ factKey }) => Number(factKey)))).toEqual(expected);
        expect(consumer.taken.size).toBe(expected.size);
      }),
      { numRuns: runs },
    );
  });
});
