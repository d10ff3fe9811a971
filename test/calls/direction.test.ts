/** Bland tells which way a call goes when it is over: until then nobody claims to know, and then everybody is told. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CallPage } from '../../src/contract/call-queries.ts';
import type { CallStats } from '../../src/contract/call-statistics.ts';
import type { Call, CallEventPage, LiveCalls } from '../../src/contract/calls.ts';
import { testApp } from '../helpers/app.ts';
import { connectedAtBland } from '../helpers/at-bland.ts';
import { newWorld } from '../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { intake } = house.app.calls;

const [ours, theirs] = ['+14155550100', '+14155550142'];
const midCall = (callId: string, message: string) =>
  JSON.stringify({ message, call_id: callId, category: 'call', log_level: 'info' });
const record = (callId: string, inbound: boolean) =>
  JSON.stringify({
    call_id: callId,
    from: inbound ? theirs : ours,
    to: inbound ? ours : theirs,
    inbound,
    completed: true,
    status: 'completed',
    corrected_duration: '30',
    answered_by: 'human',
  });

test.each([
  ['outbound', 'call.outgoing', ours, theirs],
  ['inbound', 'call.incoming', theirs, ours],
] as const)('a call that turns out to be %s was unknown before', async (direction, event, from, to) => {
  const mine = await world.besides();
  const bland = await connectedAtBland(house, mine);
  const callId = randomUUID();
  const tells = async (body: string) => {
    await bland.tells(body);
    await intake.idle();
  };
  const listed = async (query: string) => (await mine.ask<CallPage>('GET', `/v1/calls?${query}`)).items;
  const counted = async () => {
    const { items } = await mine.ask<CallStats>('GET', '/v1/calls/stats?of=direction');
    return items.map(({ of, calls }) => [of, calls]);
  };
  const types = async (id: string) =>
    (await mine.ask<CallEventPage>('GET', `/v1/calls/${id}/events`)).items.map(({ type }) => type);

  await tells(midCall(callId, 'Call connected'));
  await tells(midCall(callId, 'Agent speech: Good morning.'));
  const notKnown = { direction: 'unknown', from: null, to: null, status: 'in-progress' };
  const [call] = await listed('direction=unknown');
  const id = call?.id ?? '';
  expect(call).toMatchObject(notKnown);
  expect((await mine.ask<LiveCalls>('GET', '/v1/calls/live')).items).toMatchObject([notKnown]);
  expect(await listed('direction=inbound')).toEqual([]);
  expect(await listed('direction=outbound')).toEqual([]);
  expect(await listed('provider=bland')).toHaveLength(1);
  expect(await counted()).toEqual([['unknown', 1]]);
  expect(await types(id)).not.toContain('call.incoming');
  expect(await types(id)).not.toContain('call.outgoing');
  const csv = await house.fetch('/v1/calls/export', { headers: { ...mine.headers } });
  expect(await csv.text()).toMatch(new RegExp(`^${id},.*,unknown,,,`, 'm'));
  const before = (await types(id)).length;

  await tells(record(callId, direction === 'inbound'));
  // What knows less takes nothing back.
  await tells(midCall(callId, 'Call ended'));
  expect(await mine.ask<Call>('GET', `/v1/calls/${id}`)).toMatchObject({ direction, from, to });
  expect(await listed('direction=unknown')).toEqual([]);
  expect(await listed(`direction=${direction}`)).toHaveLength(1);
  expect(await counted()).toEqual([[direction, 1]]);
  const later = (await types(id)).slice(before);
  expect(later.filter((type) => type === 'call.incoming' || type === 'call.outgoing')).toEqual([event]);
  expect(later).toContain('call.updated');
});

test('a call that an earlier version called incoming is put right by the next that is heard of it', async () => {
  const mine = await world.besides();
  const bland = await connectedAtBland(house, mine);
  const callId = randomUUID();
  await bland.tells(midCall(callId, 'Call connected'));
  await intake.idle();
  const calls = house.app.database.collection('calls');
  // Nor did it keep since when it had heard of it.
  await calls.updateOne(
    { providerCallId: callId },
    { $set: { direction: 'inbound' }, $unset: { heardFrom: true } },
  );
  await bland.tells(midCall(callId, 'Agent speech: Good morning.'));
  await intake.idle();
  const { items } = await mine.ask<CallPage>('GET', `/v1/calls?providerCallId=${callId}`);
  expect(items).toMatchObject([{ direction: 'unknown' }]);
});
