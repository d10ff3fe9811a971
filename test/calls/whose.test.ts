/** Whose a call is: decided once, when it begins, and kept whatever becomes of the number, the call or the provider. */
import { randomUUID } from 'node:crypto';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import type { CallPage } from '../../src/contract/call-queries.ts';
import type { Call } from '../../src/contract/calls.ts';
import type { Connection } from '../../src/contract/connections.ts';
import type { PhoneLine } from '../../src/contract/numbers.ts';
import { newId } from '../../src/core/ids.ts';
import { testApp } from '../helpers/app.ts';
import { connectedAtBland } from '../helpers/at-bland.ts';
import { newConnection, twilioCredentials } from '../helpers/connections.ts';
import { newWorld, type World } from '../helpers/world.ts';

type Line = (typeof PhoneLine)['_zod']['output'];

const house = await testApp();
const one = await newWorld(house);
const other = await one.besides();
const { intake } = house.app.calls;
/** Of an administrator who speaks for the platform itself. */
const platform = Object.fromEntries(Object.entries(one.headers).filter(([name]) => name !== 'x-tenant-id'));

const callsOf = async (world: World, providerCallId: string) => {
  await intake.idle();
  return (await world.ask<CallPage>('GET', `/v1/calls?providerCallId=${providerCallId}`)).items;
};

async function numberOf({ tenantId }: World, connectionId: string, number: string): Promise<Line> {
  return one.ask<Line>('POST', '/v1/numbers', { connectionId, number, tenantId }, platform);
}

const newNumber = () => `+1415555${String(Math.floor(Math.random() * 9_000) + 1_000)}`;

const record = (callId: string, to: string) =>
  JSON.stringify({
    call_id: callId,
    to,
    from: '+14155550142',
    inbound: true,
    completed: true,
    status: 'completed',
    corrected_duration: '30',
    answered_by: 'human',
  });

const atBland = (owner: Readonly<Record<string, string>>) => connectedAtBland(house, one, owner);

test('two tenants share an account of the platform: each has the calls of its own number', async () => {
  const bland = await atBland(platform);
  const numbers = [newNumber(), newNumber()] as const;
  await numberOf(one, bland.id, numbers[0]);
  await numberOf(other, bland.id, numbers[1]);
  const [first, second, nobodys] = [randomUUID(), randomUUID(), randomUUID()];
  await bland.tells(record(first, numbers[0]));
  await bland.tells(record(second, numbers[1]));
  await bland.tells(record(nobodys, '+14155559999'));
  expect(await callsOf(one, first)).toHaveLength(1);
  expect(await callsOf(other, second)).toHaveLength(1);
  for (const [world, foreign] of [
    [one, second],
    [other, first],
    [one, nobodys],
    [other, nobodys],
  ] as const) {
    expect(await callsOf(world, foreign)).toEqual([]);
  }
});

test('a call whose first message names no number has it, and who answers there, from the one that does', async () => {
  const bland = await atBland(one.headers);
  const number = newNumber();
  const { id: numberId } = await one.ask<Line>('POST', '/v1/numbers', {
    connectionId: bland.id,
    number,
    agent: 'Clinic',
  });
  const callId = randomUUID();
  const note = { message: 'Call connected', call_id: callId, category: 'call', log_level: 'info' };
  await bland.tells(JSON.stringify(note));
  expect(await callsOf(one, callId)).toMatchObject([{ numberId: null, agent: null }]);
  await bland.tells(record(callId, number));
  expect(await callsOf(one, callId)).toMatchObject([{ numberId, agent: 'Clinic', to: number }]);
  // What knows less takes nothing back.
  await bland.tells(JSON.stringify({ ...note, message: 'Call ended' }));
  expect(await callsOf(one, callId)).toMatchObject([{ numberId, agent: 'Clinic' }]);
});

test('a number that moves takes no call with it, whatever of it is still on its way', async () => {
  const credentials = twilioCredentials();
  const { id } = await one.ask<Connection>(
    'POST',
    '/v1/connections',
    newConnection({ credentials }),
    platform,
  );
  const number = newNumber();
  const line = await numberOf(one, id, number);
  const post = async (route: string, fields: Record<string, string>) => {
    const path = `/hooks/twilio/${id}/${route}`;
    const params = { AccountSid: credentials.accountSid, ...fields };
    const signature = twilio.getExpectedTwilioSignature(credentials.authToken, `${house.url}${path}`, params);
    const headers = { 'x-twilio-signature': signature };
    const answer = await house.fetch(path, { method: 'POST', headers, body: new URLSearchParams(params) });
    expect(answer.status).toBe(200);
    await answer.text();
  };
  const CallSid = `CA${newId('call').slice(-26).padStart(32, '0')}`;
  const call = { CallSid, Direction: 'inbound', From: '+14155550142', To: number };
  await post('voice', { ...call, CallStatus: 'ringing' });
  await post('status', { ...call, CallStatus: 'completed', SequenceNumber: '1', CallDuration: '12' });
  await intake.idle();
  const to = { rev: line.rev, tenantId: other.tenantId };
  await one.ask('POST', `/v1/numbers/${line.id}/assign`, to, platform);
  await post('recording', {
    CallSid,
    RecordingSid: `RE${CallSid.slice(2)}`,
    RecordingStatus: 'completed',
    RecordingDuration: '12',
    RecordingUrl: 'https://api.twilio.com/recording',
  });
  expect(await callsOf(one, CallSid)).toMatchObject([{ status: 'completed', recording: 'pending' }]);
  expect(await callsOf(other, CallSid)).toEqual([]);
  const next = CallSid.replace('CA0', 'CA1');
  await post('voice', { ...call, CallSid: next, CallStatus: 'ringing' });
  expect(await callsOf(other, next)).toHaveLength(1);
  expect(await callsOf(one, next)).toEqual([]);
});

test('an erased call that its provider sends again stays erased, and nothing of it is kept', async () => {
  const bland = await atBland(one.headers);
  const caller = newNumber();
  const callId = randomUUID();
  const body = record(callId, '+14155550100').replace('+14155550142', caller);
  await bland.tells(body);
  const [call] = await callsOf(one, callId);
  expect(call).toMatchObject({ from: caller });
  const { id } = await one.ask<{ id: string }>('POST', '/v1/erasures', { number: caller });
  const state = async () => {
    await house.app.privacy.sweeps.erasures(new AbortController().signal);
    return (await one.ask<{ state: string }>('GET', `/v1/erasures/${id}`)).state;
  };
  await expect.poll(state).toBe('done');
  expect(await callsOf(one, callId)).toEqual([]);
  // The same, and the same told in other words.
  await bland.tells(body);
  await bland.tells(body.replace('"30"', '"31"'));
  expect(await callsOf(one, callId)).toEqual([]);
  const there = await house.fetch(`/v1/calls/${(call as Call).id}`, { headers: one.headers });
  expect(there.status).toBe(404);
  const kept = await house.app.database.collection('receipts').find({ connectionId: bland.id }).toArray();
  expect(kept.length).toBeGreaterThan(0);
  for (const { body: left } of kept) expect(left.length()).toBe(0);
  expect(await house.app.database.collection('facts').countDocuments({ callId: (call as Call).id })).toBe(0);
});
