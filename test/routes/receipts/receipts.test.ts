/** The inbox: what arrived, what became of it, who sees how much of it, and how it is tried again. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CallPage } from '../../../src/contract/call-queries.ts';
import type { CallEventPage } from '../../../src/contract/calls.ts';
import type { Receipt, ReceiptPage } from '../../../src/contract/receipts.ts';
import { newId } from '../../../src/core/ids.ts';
import type { Permission } from '../../../src/core/permissions.ts';
import { testApp } from '../../helpers/app.ts';
import { newBlandConnection } from '../../helpers/connections.ts';
import { newWorld, type World } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { intake } = house.app.calls;

/** A tenant with an account at Bland, and Bland. */
async function atBland(of: World) {
  const body = newBlandConnection();
  const { id: connectionId } = await of.ask<{ id: string }>('POST', '/v1/connections', body);
  return {
    connectionId,
    async send(message: unknown) {
      const bytes = JSON.stringify(message);
      const answer = await house.fetch(`/hooks/bland/${connectionId}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Bland/1',
          'x-webhook-signature': createHmac('sha256', body.webhookSecret).update(bytes).digest('hex'),
        },
        body: bytes,
      });
      expect(answer.status).toBe(200);
      await intake.idle();
    },
  };
}

/** A record of a whole call. */
const record = (callId = newId('call')) => ({
  call_id: callId,
  c_id: callId,
  to: '+14155550100',
  from: '+14155550142',
  inbound: true,
  completed: true,
  status: 'completed',
  created_at: '2026-03-01T12:00:00.000Z',
  started_at: '2026-03-01T12:00:02.000Z',
  end_at: '2026-03-01T12:01:02.000Z',
  corrected_duration: '60',
  summary: 'Ada Lovelace moved her appointment.',
  transcripts: [
    { id: 1, user: 'user', text: 'My name is Ada Lovelace.', created_at: '2026-03-01T12:00:05.000Z' },
  ],
});

const list = (of: World, query = '') => of.ask<ReceiptPage>('GET', `/v1/receipts${query}`);
const get = (of: World, id: string, headers?: World['headers']) =>
  of.ask<Receipt>('GET', `/v1/receipts/${id}`, undefined, headers);

async function keyWith(of: World, scopes: Permission[]) {
  const { secret } = await of.ask<{ secret: string }>('POST', '/v1/keys', { name: 'A key', scopes });
  return { 'x-api-key': secret };
}

describe('what arrived', () => {
  test('says what it told, what came of it, and how it came', async () => {
    const mine = await world.besides();
    const { send, connectionId } = await atBland(mine);
    const message = record();
    await send(message);
    const { items } = await list(mine);
    expect(items).toMatchObject([{ connectionId, route: 'bland', state: 'done', repeats: 0, problem: null }]);
    const receipt = await get(mine, items[0]?.id ?? '');
    expect(receipt).toMatchObject({
      body: message,
      answer: { status: 200, contentType: null },
      headers: { 'user-agent': 'Bland/1' },
      callIds: [expect.stringMatching(/^call_/)],
    });
    expect(JSON.stringify(receipt.headers)).not.toMatch(/signature/i);
    expect(receipt.told.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['started', 'ended', 'line', 'summary']),
    );
    expect(receipt.told.every(({ firstTold }) => firstTold === receipt.id)).toBe(true);
    expect(receipt.told).toHaveLength(receipt.facts?.told ?? -1);
  });

  test('again is the same one, and is counted', async () => {
    const mine = await world.besides();
    const { send } = await atBland(mine);
    const message = record();
    for (let times = 0; times < 3; times += 1) await send(message);
    expect((await list(mine)).items).toMatchObject([{ repeats: 2, repeatedAt: expect.any(String) }]);
  });

  test('in other words with the same content told nothing new, and says who told it first', async () => {
    const mine = await world.besides();
    const { send } = await atBland(mine);
    const message = record();
    await send(message);
    await send({ ...message, unknown_to_us: 1 });
    const [second, first] = (await list(mine)).items;
    expect(second?.facts?.news).toBe(0);
    const { told, events } = await get(mine, second?.id ?? '');
    expect(new Set(told.map(({ firstTold }) => firstTold))).toEqual(new Set([first?.id]));
    expect(events).toEqual([]);
  });

  test('is masked for who may not see personal data', async () => {
    const mine = await world.besides();
    const { send } = await atBland(mine);
    await send(record());
    const [{ id } = { id: '' }] = (await list(mine)).items;
    const receipt = await get(mine, id, await keyWith(mine, ['receipts:read']));
    expect(receipt.body).toMatchObject({ status: 'completed', from: '+1 ••• ••• 0142', summary: '•••' });
    expect(JSON.stringify(receipt)).not.toMatch(/Lovelace|5550142/);
  });

  test.each([
    ['a viewer', async (of: World) => (await of.signIn(await of.newPerson('viewer'))).headers],
    ['a key that may read calls', (of: World) => keyWith(of, ['calls:read'])],
  ])('is not for %s', async (_, headersOf) => {
    const mine = await world.besides();
    const answer = await house.fetch('/v1/receipts', { headers: { ...(await headersOf(mine)) } });
    expect(answer.status).toBe(403);
  });
});

describe('a list', () => {
  test('has every receipt once, in pages of any size, also where few of them match', async () => {
    const mine = await world.besides();
    const { send, connectionId } = await atBland(mine);
    for (let index = 0; index < 7; index += 1) await send(record());
    for (const filter of [
      '',
      '&route=bland',
      '&state=done',
      `&connectionId=${connectionId}&state=done&route=bland`,
    ]) {
      for (const limit of [1, 3, 7, 100]) {
        const seen: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
          const page: ReceiptPage = await list(mine, `?limit=${limit}${filter}${more}`);
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
        }
        expect(new Set(seen).size).toBe(7);
        expect(seen).toHaveLength(7);
      }
    }
    for (const none of ['state=quarantined', 'state=new', 'route=voice', 'connectionId=conn_other']) {
      expect(await list(mine, `?${none}`), none).toEqual({ items: [], nextCursor: null });
    }
  });
});

describe('replayed', () => {
  test('what nobody could understand is understood, once it can be', async () => {
    const mine = await world.besides();
    const { send } = await atBland(mine);
    await send(record());
    const [{ id } = { id: '' }] = (await list(mine)).items;
    // As a release that could not read it would have left it.
    const receipts = house.app.database.collection<{ _id: string }>('receipts');
    await receipts.updateOne(
      { _id: id },
      {
        $set: { state: 'quarantined', problem: 'a fault of ours', attempts: 5 },
        $unset: { calls: true, facts: true },
      },
    );
    expect((await list(mine, '?state=quarantined')).items).toMatchObject([
      { id, problem: 'a fault of ours' },
    ]);
    const replayed = await mine.ask<Receipt>('POST', `/v1/receipts/${id}/replay`);
    expect(replayed).toMatchObject({ state: 'done', problem: null, callIds: [expect.any(String)] });
    expect((await list(mine, '?state=quarantined')).items).toEqual([]);
  });

  test('what is done tells the same, and nothing changes', async () => {
    const mine = await world.besides();
    const { send } = await atBland(mine);
    await send(record());
    const [before] = (await list(mine)).items;
    const callOf = async () => (await mine.ask<CallPage>('GET', '/v1/calls')).items;
    const eventsOf = (id: string) => mine.ask<CallEventPage>('GET', `/v1/calls/${id}/events`);
    const [call] = await callOf();
    const events = await eventsOf(call?.id ?? '');
    await mine.ask('POST', `/v1/receipts/${before?.id}/replay`);
    expect((await list(mine)).items).toEqual([before]);
    expect(await callOf()).toEqual([call]);
    expect(await eventsOf(call?.id ?? '')).toEqual(events);
  });

  test('nothing is, where its call was erased', async () => {
    const mine = await world.besides();
    const { send } = await atBland(mine);
    await send(record());
    const [{ id } = { id: '' }] = (await list(mine)).items;
    await house.app.database
      .collection<{ _id: string }>('receipts')
      .updateOne({ _id: id }, { $set: { body: Buffer.alloc(0) } });
    expect(await get(mine, id)).toMatchObject({ body: null, told: [] });
    const answer = await house.fetch(`/v1/receipts/${id}/replay`, {
      method: 'POST',
      headers: { ...mine.headers },
    });
    expect(answer.status).toBe(409);
  });
});
