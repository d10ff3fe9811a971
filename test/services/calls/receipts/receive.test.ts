import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createSealer } from '../../../../src/core/crypto/index.ts';
import { newId } from '../../../../src/core/ids.ts';
import { makeIndexes } from '../../../../src/models/indexes.ts';
import { receiptsIn } from '../../../../src/models/receipts.ts';
import type { Connection, OpenReceipt } from '../../../../src/services/calls/apply/news.ts';
import { createOpening } from '../../../../src/services/calls/receipts/open.ts';
import { createPump } from '../../../../src/services/calls/receipts/pump.ts';
import { type Arrival, createReceiving } from '../../../../src/services/calls/receipts/receive.ts';
import { createReceiptSweep } from '../../../../src/services/calls/receipts/sweep.ts';
import { randomKey } from '../../../helpers/keys.ts';
import { database } from '../../../helpers/mongo.ts';

const mongo = await database();
const receipts = receiptsIn(mongo.connection());
await makeIndexes(mongo.connection());
const stored = mongo.connection().collection('receipts');
const sealer = createSealer([randomKey('test')]);
const silent = { warn: () => undefined };

const newConnection = (): Connection => ({
  id: newId('conn'),
  ownerId: newId('ten'),
  provider: 'twilio',
  simulated: true,
});

const arrival = (connection: Connection, key: string, more: Partial<Arrival> = {}): Arrival => ({
  connection,
  route: 'status',
  key,
  body: Buffer.from('CallSid=CA1&From=%2B14155550142'),
  contentType: 'application/x-www-form-urlencoded',
  query: undefined,
  answer: { status: 200, body: '<Response/>' },
  ...more,
});

function receiving(handOn: (receipt: OpenReceipt) => void = () => undefined) {
  return createReceiving({ receipts, sealer, now: () => new Date(), patienceMs: 10_000, stored: handOn });
}

describe('what arrives', () => {
  test('is stored, sealed, before it is answered, and then handed on as it came', async () => {
    const connection = newConnection();
    const handedOn: OpenReceipt[] = [];
    const { receive } = receiving((receipt) => handedOn.push(receipt));
    expect(await receive(arrival(connection, 'CA1:1'))).toEqual({ status: 200, body: '<Response/>' });
    const all = await stored.find({ connectionId: connection.id }).toArray();
    expect(all).toMatchObject([{ state: 'new', attempts: 0, route: 'status', ownerId: connection.ownerId }]);
    expect(JSON.stringify(all)).not.toContain('CallSid');
    expect(handedOn.map(({ body }) => body.toString())).toEqual(['CallSid=CA1&From=%2B14155550142']);
  });

  test('again is answered as it was the first time, and neither stored nor handed on once more', async () => {
    const connection = newConnection();
    const handedOn: string[] = [];
    const { receive } = receiving(({ id }) => handedOn.push(id));
    await receive(arrival(connection, 'CA2:1'));
    const again = arrival(connection, 'CA2:1', { answer: { status: 200, body: 'another' } });
    expect(await Promise.all([receive(again), receive(again)])).toEqual([
      { status: 200, body: '<Response/>' },
      { status: 200, body: '<Response/>' },
    ]);
    expect(await stored.countDocuments({ connectionId: connection.id })).toBe(1);
    expect(handedOn).toHaveLength(1);
  });

  test('by another route, over another connection or under another key is another one', async () => {
    const [one, other] = [newConnection(), newConnection()];
    const { receive } = receiving();
    await Promise.all([
      receive(arrival(one, 'k')),
      receive(arrival(one, 'k', { route: 'recording' })),
      receive(arrival(one, 'l')),
      receive(arrival(other, 'k')),
    ]);
    expect(await stored.countDocuments({ connectionId: one.id })).toBe(3);
    expect(await stored.countDocuments({ connectionId: other.id })).toBe(1);
  });
});

describe('the pump', () => {
  const receipt = (id: string): OpenReceipt => ({
    id,
    connection: newConnection(),
    route: 'status',
    body: Buffer.alloc(0),
    contentType: undefined,
    query: undefined,
    receivedAt: new Date(),
  });

  test('applies what came meanwhile together, goes on after a failure, and takes no more than it has room for', async () => {
    const batches: string[][] = [];
    const pump = createPump({
      async apply(all) {
        batches.push(all.map(({ id }) => id));
        if (batches.length === 1) throw new Error('the database is away');
        await Promise.resolve();
      },
      log: silent,
      maxBatch: 2,
      now: () => new Date(),
      patienceMs: 60_000,
      isCrowded: () => false,
      maxWaitingBytes: 3_000,
    });
    for (const id of ['a', 'b', 'c', 'd', 'e']) pump.push(receipt(id));
    expect(pump.holds('a')).toBe(true);
    await pump.idle();
    expect(pump.holds('a')).toBe(false);
    const applied = batches.flat();
    expect(applied.slice(0, 3)).toEqual(['a', 'b', 'c']);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(2);
    pump.push(receipt('f'));
    await pump.idle();
    expect(batches.flat()).toContain('f');
  });

  /** Of two receipts: whether the second one was applied, or somebody was asked whether senders wait. */
  async function order(isCrowded: (looks: number) => boolean, more = {}, waitedMs = 0): Promise<string[]> {
    const happened: string[] = [];
    let looks = 0;
    const pump = createPump({
      async apply([one]) {
        await sleep(50);
        happened.push(`applied ${one?.id}`);
      },
      log: silent,
      maxBatch: 1,
      now: () => new Date(),
      patienceMs: 60_000,
      ...more,
      isCrowded() {
        looks += 1;
        const crowded = isCrowded(looks);
        happened.push(crowded ? 'crowded' : 'calm');
        return crowded;
      },
    });
    const receivedAt = new Date(Date.now() - waitedMs);
    pump.push({ ...receipt('a'), receivedAt });
    await Promise.resolve();
    pump.push({ ...receipt('b'), receivedAt });
    await pump.idle();
    return happened.slice(happened.indexOf('applied a') + 1);
  }

  test('lets what is being stored go first', async () => {
    const happened = await order((looks) => looks < 5);
    expect(happened.filter((what) => what === 'crowded').length).toBeGreaterThan(1);
    expect(happened.slice(-2)).toEqual(['calm', 'applied b']);
  });

  test('takes the moment between two groups for no calm', async () => {
    const happened = await order((looks) => looks < 10 && looks % 2 === 1, { calmAfterMs: 5_000 });
    expect(happened.filter((what) => what === 'crowded').length).toBeGreaterThan(1);
    expect(happened.at(-1)).toBe('applied b');
  });

  test('goes on all the same where more always comes than is stored', async () => {
    const happened = await order(() => true);
    expect(happened).toContain('crowded');
    expect(happened.at(-1)).toBe('applied b');
    expect(happened).not.toContain('calm');
  });

  test('goes on at once where as much waits for it as there is room for', async () => {
    expect(await order(() => true, { maxWaitingBytes: 1_000 })).toEqual(['applied b']);
  });

  test('goes on at once where it has waited for half of its time', async () => {
    expect(await order(() => true, {}, 30_000)).toEqual(['applied b']);
  });

  test('begins the next beside the one before where nobody waits to be stored, and no third', async () => {
    const happened: string[] = [];
    const pump = createPump({
      async apply([one]) {
        happened.push(`begun ${one?.id}`);
        await sleep(20);
        happened.push(`applied ${one?.id}`);
      },
      log: silent,
      maxBatch: 1,
      now: () => new Date(),
      patienceMs: 60_000,
      isCrowded: () => false,
    });
    for (const id of ['a', 'b', 'c']) pump.push(receipt(id));
    await sleep(5);
    expect(happened).toEqual(['begun a', 'begun b']);
    expect(['a', 'b', 'c'].map(pump.holds)).toEqual([true, true, true]);
    await pump.idle();
    expect(happened.filter((what) => what.startsWith('applied'))).toHaveLength(3);
    expect(['a', 'b', 'c'].some(pump.holds)).toBe(false);
  });
});

describe('the sweep', () => {
  async function left(connection: Connection, keys: readonly string[]): Promise<void> {
    const { receive } = receiving();
    await Promise.all(keys.map((key) => receive(arrival(connection, key))));
  }

  /** Only what came over that connection: other tests leave receipts, too. */
  function sweeper(connection: Connection, more: Partial<Parameters<typeof createReceiptSweep>[0]> = {}) {
    const applied: OpenReceipt[] = [];
    const only = async (...args: Parameters<typeof receipts.undone>) =>
      (await receipts.undone(...args)).filter(({ connectionId }) => connectionId === connection.id);
    const sweep = createReceiptSweep({
      receipts: { undone: only, countAttempts: receipts.countAttempts, settle: receipts.settle },
      open: createOpening({ sealer, connection: async () => connection }),
      async apply(all) {
        applied.push(...all);
      },
      isUnderWay: () => false,
      now: () => new Date(),
      patienceMs: 0,
      ...more,
    });
    return { applied, sweep };
  }

  test('applies what was stored and never done, as it came', async () => {
    const connection = newConnection();
    await left(connection, ['1', '2']);
    const { applied, sweep } = sweeper(connection);
    expect(await sweep()).toBe(2);
    expect(applied.map(({ body }) => body.toString())).toEqual(
      Array(2).fill('CallSid=CA1&From=%2B14155550142'),
    );
    await receipts.settle(applied.map(({ id }) => ({ _id: id, state: 'done' })));
    expect(await sweep()).toBe(0);
  });

  test('leaves alone what is young, and what this process is about to do', async () => {
    const connection = newConnection();
    await left(connection, ['1']);
    expect(await sweeper(connection, { patienceMs: 60_000 }).sweep()).toBe(0);
    expect(await sweeper(connection, { isUnderWay: () => true }).sweep()).toBe(0);
  });

  test('puts aside what was begun five times, and what came over a connection that is gone', async () => {
    const connection = newConnection();
    await left(connection, ['1']);
    const { sweep } = sweeper(connection);
    for (let times = 0; times < 5; times += 1) expect(await sweep()).toBe(1);
    expect(await sweep()).toBe(0);
    const gone = newConnection();
    await left(gone, ['1']);
    await sweeper(gone, { open: createOpening({ sealer, connection: async () => undefined }) }).sweep();
    const states = await stored.find({ connectionId: { $in: [connection.id, gone.id] } }).toArray();
    expect(states.map(({ state }) => state)).toEqual(['quarantined', 'quarantined']);
  });

  test('lets no receipt that cannot be applied, or not be opened, stand in the way of the others', async () => {
    const connection = newConnection();
    await left(connection, ['1', '2', '3', '4']);
    const open = createOpening({ sealer, connection: async () => connection });
    const applied = new Set<string>();
    const { sweep } = sweeper(connection, {
      open: async (one) => (one._id === bad[0] ? { problem: 'no key opens it' } : open(one)),
      async apply(all) {
        if (all.some(({ id }) => id === bad[1])) throw new Error('not this one');
        for (const { id } of all) applied.add(id);
        await receipts.settle(all.map(({ id }) => ({ _id: id, state: 'done' })));
      },
    });
    const all = await stored.find({ connectionId: connection.id }).toArray();
    const bad = all.map(({ _id }) => String(_id)).slice(0, 2);
    await expect(sweep()).rejects.toThrow('not this one');
    expect(applied.size).toBe(2);
    const after = await stored.find({ connectionId: connection.id }).toArray();
    expect(after.map(({ state }) => state).sort()).toEqual(['done', 'done', 'new', 'quarantined']);
  });
});
