/** Where providers knock: only with a good signature, and then what they bring is kept and answered once and for all. */
import { createHmac } from 'node:crypto';
import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import type { CallPage } from '../../../src/contract/call-queries.ts';
import { newId } from '../../../src/core/ids.ts';
import { testApp } from '../../helpers/app.ts';
import {
  newBlandConnection,
  newConnection,
  newSecret,
  twilioCredentials,
} from '../../helpers/connections.ts';
import { newWorld } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { app } = house;

async function atTwilio() {
  const credentials = twilioCredentials();
  const { id } = await world.ask<{ id: string }>('POST', '/v1/connections', newConnection({ credentials }));
  const number = `+1415555${String(Math.floor(Math.random() * 9_000) + 1_000)}`;
  const greeting = { say: 'Good morning & welcome', record: true };
  await world.ask('POST', '/v1/numbers', { connectionId: id, number, greeting, agent: 'Reception' });
  return {
    id,
    number,
    post(route: string, fields: Record<string, string>, { token = credentials.authToken, more = {} } = {}) {
      const path = `/hooks/twilio/${id}/${route}`;
      const params = { AccountSid: credentials.accountSid, ...fields };
      const signature = twilio.getExpectedTwilioSignature(token, `${house.url}${path}`, params);
      return house.fetch(path, {
        method: 'POST',
        headers: { 'x-twilio-signature': signature, ...more },
        body: new URLSearchParams(params),
      });
    },
  };
}

const voice = (to: string) => ({
  CallSid: `CA${newId('call').slice(-26).padStart(32, '0')}`,
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: '+14155550142',
  To: to,
});

const callsOf = async (providerCallId: string) =>
  (await world.ask<CallPage>('GET', `/v1/calls?providerCallId=${providerCallId}`)).items;

describe('Twilio asks how a call goes on', () => {
  test('and hears what the number has to say, each time the same; the call is in the log', async () => {
    const { post, number } = await atTwilio();
    const fields = voice(number);
    const answer = await post('voice', fields);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/xml/);
    const twiml = await answer.text();
    expect(twiml).toContain('Good morning &amp; welcome');
    const again = await post('voice', { ...fields, CallStatus: 'in-progress' });
    expect(await again.text()).toBe(twiml);
    await app.calls.intake.idle();
    expect(await callsOf(fields.CallSid)).toMatchObject([
      { status: 'ringing', direction: 'inbound', from: '+14155550142', to: number, agent: 'Reception' },
    ]);
  });

  test('and is sent away politely where nobody has the number', async () => {
    const { post } = await atTwilio();
    const answer = await post('voice', voice('+14155550000'));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/<Say[^>]*>.*<\/Say><Hangup\/>/);
  });

  test.each(['', 'CA\u0000x', 'a.b.$c', '__proto__', 'CA'.padEnd(1_000, '0')])(
    'and is sent away politely where that is no call (%j); it is kept, and put aside',
    async (CallSid) => {
      const { post, number, id } = await atTwilio();
      const answer = await post('voice', { ...voice(number), CallSid });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toMatch(/<Say[^>]*>.*<\/Say><Hangup\/>/);
      await app.calls.intake.idle();
      const kept = await app.database.collection('receipts').find({ connectionId: id }).toArray();
      expect(kept).toMatchObject([{ state: 'quarantined', problem: expect.stringContaining('CallSid') }]);
    },
  );

  test('and hears something when all else fails, whoever asks', async () => {
    const { id } = await atTwilio();
    const ask = (connectionId: string) =>
      house.fetch(`/hooks/twilio/${connectionId}/fallback`, { method: 'POST', body: new URLSearchParams() });
    const answers = await Promise.all([ask(id), ask(newId('conn'))]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(texts[0]).toContain('<Say');
    expect(texts[1]).toBe(texts[0]);
  });
});

describe('who cannot prove to be the provider', () => {
  const told = async (answer: Response) => ({
    status: answer.status,
    text: (await answer.text()).replace(/"(requestId|timestamp)":"[^"]*"/g, ''),
  });

  test('is told the same whether there is such a connection or not, and nothing is kept', async () => {
    const { post, number, id } = await atTwilio();
    const wrong = await told(await post('voice', voice(number), { token: 'wrong' }));
    const unsigned = await told(await post('voice', voice(number), { more: { 'x-twilio-signature': '' } }));
    const nowhere = await told(
      await house.fetch(`/hooks/twilio/${newId('conn')}/voice`, {
        method: 'POST',
        body: new URLSearchParams(voice(number)),
      }),
    );
    const elsewhere = await told(
      await house.fetch(`/hooks/bland/${id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    );
    expect(wrong.status).toBe(401);
    for (const other of [unsigned, nowhere, elsewhere]) expect(other).toEqual(wrong);
    const kept = await app.database.collection('receipts').countDocuments({ connectionId: id });
    expect(kept).toBe(0);
  });

  test('is noted for the owner of the connection, once for many', async () => {
    const { post, number, id } = await atTwilio();
    for (let times = 0; times < 5; times += 1) await post('voice', voice(number), { token: 'wrong' });
    const noted = () =>
      app.database
        .collection('audit_entries')
        .countDocuments({ action: 'connection.webhooks-refused', resourceId: id });
    await expect.poll(noted).toBe(1);
    expect(await app.metrics.metrics()).toMatch(
      /trunkline_hooks_refused_total\{provider="twilio",why="wrong signature"\} \d/,
    );
  });
});

describe('Bland tells', () => {
  async function atBland() {
    const webhookSecret = newSecret();
    const { id } = await world.ask<{ id: string }>(
      'POST',
      '/v1/connections',
      newBlandConnection({ webhookSecret }),
    );
    return {
      id,
      post(body: string, secret = webhookSecret, contentType = 'application/json') {
        const signature = createHmac('sha256', secret).update(body).digest('hex');
        return house.fetch(`/hooks/bland/${id}`, {
          method: 'POST',
          headers: { 'content-type': contentType, 'x-webhook-signature': signature },
          body,
        });
      },
    };
  }
  const record = (callId: string) =>
    JSON.stringify({
      call_id: callId,
      c_id: callId,
      to: '+14155550100',
      from: '+14155550142',
      inbound: true,
      completed: true,
      status: 'completed',
      call_length: 0.5,
      corrected_duration: '30',
      created_at: '2026-03-01T12:00:00.000Z',
      started_at: '2026-03-01T12:00:01.000Z',
      end_at: '2026-03-01T12:00:31.000Z',
      answered_by: 'human',
      transcripts: [{ id: 1, user: 'user', text: 'Hello', created_at: '2026-03-01T12:00:02.000Z' }],
    });

  test('of a call that is over: it is in the log once, however often it was told', async () => {
    const { post } = await atBland();
    const callId = crypto.randomUUID();
    for (let times = 0; times < 3; times += 1) expect((await post(record(callId))).status).toBe(200);
    await app.calls.intake.idle();
    expect(await callsOf(callId)).toMatchObject([{ status: 'completed', ended: true, billableSec: 30 }]);
  });

  test('what cannot be read, is too long or of another type, and hears why', async () => {
    const { post } = await atBland();
    expect((await post('{"call_id":')).status).toBe(400);
    expect((await post(record('1'), undefined, 'text/html')).status).toBe(415);
    expect((await post(`"${'x'.repeat(4 * 1024 * 1024)}"`)).status).toBe(413);
  });

  test('nothing that is known: it is kept for whoever looks, and put aside', async () => {
    const { post, id } = await atBland();
    expect((await post('{"something":"else"}')).status).toBe(200);
    await app.calls.intake.idle();
    const state = async () =>
      (await app.database.collection('receipts').findOne({ connectionId: id }))?.state;
    await expect.poll(state).toBe('quarantined');
  });
});
