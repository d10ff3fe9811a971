import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fact, factOf, type HeardFact } from '../../../../src/core/calls/facts.ts';
import { createSealer } from '../../../../src/core/crypto/index.ts';
import { newId } from '../../../../src/core/ids.ts';
import { scopeFromJob, systemScope } from '../../../../src/core/tenancy.ts';
import { callHomesIn } from '../../../../src/models/call-homes.ts';
import { callsIn } from '../../../../src/models/calls.ts';
import { eventsIn } from '../../../../src/models/events.ts';
import { factsIn } from '../../../../src/models/facts.ts';
import { makeIndexes } from '../../../../src/models/indexes.ts';
import { receiptsIn } from '../../../../src/models/receipts.ts';
import { createHoming } from '../../../../src/services/calls/apply/homes.ts';
import { createApply } from '../../../../src/services/calls/apply/index.ts';
import type { Connection, News, OpenReceipt } from '../../../../src/services/calls/apply/news.ts';
import { createCallPrivacy } from '../../../../src/services/calls/apply/privacy.ts';
import { createFactStore } from '../../../../src/services/calls/apply/store-facts.ts';
import { createTakeUp } from '../../../../src/services/calls/apply/take-up.ts';
import { createCallWriter } from '../../../../src/services/calls/apply/write-calls.ts';
import { createRelay } from '../../../../src/services/calls/events/relay.ts';
import { createWordSweep } from '../../../../src/services/calls/search/write-words.ts';
import { randomKey } from '../../../helpers/keys.ts';
import { database } from '../../../helpers/mongo.ts';
import { factSets, shuffled } from '../fold/histories.ts';

const mongo = await database();
const connection = mongo.connection();
const receipts = receiptsIn(connection);
const homes = callHomesIn(connection);
const facts = factsIn(connection);
const calls = callsIn(connection);
const events = eventsIn(connection);
await makeIndexes(connection);

const scope = systemScope('a test', { info: () => undefined });
const ring = [randomKey('test')] as const;
const privacy = createCallPrivacy(createSealer(ring));
const tenantOfConnection = new Map<string, string>();

const writeWords = createWordSweep({ calls, facts, scope });

type Step = 'home' | 'storeFacts' | 'writeCalls' | 'tell' | 'settle';

/** As the product puts it together; `dies` is asked before and after each step. */
function applier(dies: (step: Step) => boolean = () => false) {
  const mortal =
    <A extends unknown[], R>(step: Step, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (dies(step)) throw new Error('killed');
      const result = await work(...args);
      if (dies(step)) throw new Error('killed');
      return result;
    };
  const decide = async (news: News) => ({ tenantId: tenantOfConnection.get(news.connection.id) ?? '' });
  // As Bland's first messages do not, only some news say by which number it went.
  const lineOf = async (news: News) =>
    factOf(news.facts, 'started') && { ...(await decide(news)), numberId: 'num_1', agent: 'Clinic' };
  const relay = createRelay({ events, consumers: [], now: () => new Date() });
  return createApply({
    interpret: ({ id, connection: over, receivedAt, body }) => [
      { receiptId: id, connection: over, receivedAt, ...JSON.parse(body.toString(), revived) },
    ],
    home: mortal('home', createHoming({ homes, lineOf, deciding: () => decide, now: () => new Date() })),
    storeFacts: mortal('storeFacts', createFactStore({ facts, privacy, scope })),
    writeCalls: mortal('writeCalls', createCallWriter({ calls, facts, privacy, scope })),
    relay: { tell: mortal('tell', relay.tell) },
    settle: mortal('settle', receipts.settle),
    takeUp: createTakeUp({ homes, receipts }),
  });
}

const revived = (name: string, value: unknown) => (name === 'at' ? new Date(value as string) : value);

function newConnection(): Connection & { tenantId: string } {
  const tenantId = newId('ten');
  const id = newId('conn');
  tenantOfConnection.set(id, tenantId);
  return { id, ownerId: tenantId, provider: 'twilio', simulated: true, tenantId };
}

/** One receipt brings some facts of one call; what is heard at the same second comes together. */
function receiptsOf(over: Connection, providerCallId: string, heard: readonly HeardFact[]): OpenReceipt[] {
  return [...Map.groupBy(heard, ({ heardAt }) => heardAt.getTime())].map(([time, together]) => ({
    id: newId('rcpt'),
    connection: over,
    route: 'status',
    body: Buffer.from(
      JSON.stringify({ providerCallId, facts: together.map(({ heardAt: _, ...fact }): Fact => fact) }),
    ),
    contentType: undefined,
    query: undefined,
    receivedAt: new Date(time),
  }));
}

/** All that is left in the end, but for what may depend on the order: revisions and the news of them. */
async function outcome(tenantId: string) {
  const mine = scopeFromJob({ tenantId });
  // What a call is searched by, too, is the same in the end.
  await writeWords();
  const [storedFacts, storedCalls, log] = await Promise.all([
    facts.find(mine, {}, { sort: { key: 1 } }),
    calls.find(mine, {}),
    events.find(mine, {}, { sort: { seq: 1 } }),
  ]);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  return {
    facts: storedFacts.map(({ key, kind, source, content, heardAt, at }) => ({
      key,
      kind,
      source,
      heardAt,
      at,
      content: kind === 'caller' || kind === 'metadata' ? 'sealed' : content,
    })),
    // Under which mark it is to be counted is nothing that anybody sees.
    calls: storedCalls.map(
      ({ _id, tenantId: _, connectionId: __, rev: ___, sealed: ____, usageDue: _____, ...call }) => call,
    ),
    events: log
      .filter(({ type }) => type !== 'call.updated')
      .map(({ type, factKey }) => `${type} ${factKey ?? ''}`)
      .sort(),
  };
}

async function inBatches(apply: ReturnType<typeof applier>, all: readonly OpenReceipt[], size: number) {
  for (let begin = 0; begin < all.length; begin += size) await apply(all.slice(begin, begin + size));
}

const history = factSets.chain((heard) =>
  fc.record({
    heard: fc.constant(heard),
    order: shuffled(heard.map((_, index) => index)),
    repeats: fc.array(fc.nat({ max: heard.length - 1 }), { maxLength: 4 }),
    size: fc.integer({ min: 1, max: 5 }),
  }),
);

describe('the same receipts', { timeout: 60_000 }, () => {
  test('come to the same facts, the same call and the same events, in any order and however often', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ heard, order, repeats, size }) => {
        const [one, other] = [newConnection(), newConnection()];
        const straight = receiptsOf(one, 'CA1', heard);
        await inBatches(applier(), straight, straight.length);
        const same = receiptsOf(other, 'CA1', heard);
        const mixed = [...order, ...repeats].flatMap((index) => same[index % same.length] ?? []);
        const missing = same.filter((receipt) => !mixed.includes(receipt));
        await inBatches(applier(), [...mixed, ...missing], size);
        expect(await outcome(other.tenantId)).toEqual(await outcome(one.tenantId));
      }),
      { numRuns: 25 },
    );
  });

  test('come to the same when two processes apply them beside each other and are killed at any step', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.nat({ max: 9 })), async ({ heard, order }, luck) => {
        const [one, other] = [newConnection(), newConnection()];
        const straight = receiptsOf(one, 'CA1', heard);
        await inBatches(applier(), straight, straight.length);
        const same = receiptsOf(other, 'CA1', heard);
        // What was not done when it was killed is begun again, as the sweep does it.
        const process = async (mine: OpenReceipt[]) => {
          const apply = applier(() => luck.next().value === 0);
          for (let begin = 0; begin < mine.length; ) {
            try {
              await apply(mine.slice(begin, begin + 3));
              begin += 3;
            } catch (error) {
              if ((error as Error).message !== 'killed') throw error;
            }
          }
        };
        const backwards = order.flatMap((index) => same[index % same.length] ?? []);
        await Promise.all([process(same), process([...backwards])]);
        expect(await outcome(other.tenantId)).toEqual(await outcome(one.tenantId));
      }),
      { numRuns: 15 },
    );
  });
});
