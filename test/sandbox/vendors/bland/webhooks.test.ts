/** Webhooks: their attempts, their log, and the contradictions that a receiver has to live with. */
import { describe, expect, test } from 'vitest';
import { bland, eventually, isSigned, polite, webhookReceiver } from './helpers.ts';

const world = bland();

const told = (hook: Awaited<ReturnType<typeof webhookReceiver>>, count = 1) =>
  eventually(() => (hook.postCalls().length >= count ? hook.postCalls() : undefined));

test('what is not taken comes again, the same to the letter, and the log says when and how it went', async () => {
  let refusals = 2;
  const hook = await webhookReceiver((_each, response) => {
    response.statusCode = refusals > 0 ? 503 : 204;
    refusals -= 1;
    response.end();
  });
  const id = await world.send({ phone_number: world.person(polite), webhook: hook.url });
  await told(hook, 3);
  const log = await eventually(async () => {
    const { body } = await world.api('GET', `/v1/postcall/webhooks/${id}`);
    return (body.data as { metadata?: unknown[] } | null)?.metadata?.length === 3 ? body : undefined;
  });
  expect(new Set(hook.received.map(({ body }) => body)).size).toBe(1);
  expect(log).toMatchObject({
    data: {
      call_id: id,
      url: hook.url,
      payload: hook.postCalls()[0],
      metadata: [503, 503, 204].map((response_code) => ({
        response_code,
        response_time: expect.stringMatching(/^\d+ms$/),
        send_type: 'spawn',
      })),
    },
    errors: null,
  });
  expect(world.sent(id).map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 503],
    [2, 503],
    [3, 204],
  ]);
});

test('what is never taken is given up, and every attempt is in the journal', async () => {
  const hook = await webhookReceiver((_each, response) => response.writeHead(500).end());
  const id = await world.send({ phone_number: world.person(polite), webhook: hook.url });
  await told(hook, 6);
  await world.api('GET', `/v1/calls/${id}`);
  await eventually(() => (world.sent(id).length === 6 ? true : undefined));
  expect(world.sent(id).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('what is refused for good comes once, where Bland is told to look at the answer', async () => {
  await world.control('PATCH', '/settings', { retryOn: '5xx' });
  const statuses = [500, 400];
  const hook = await webhookReceiver((_each, response) => response.writeHead(statuses.shift() ?? 204).end());
  const id = await world.send({ phone_number: world.person(polite), webhook: hook.url });
  await told(hook, 2);
  await world.sandbox.background.settled(id);
  await world.control('PATCH', '/settings', { retryOn: 'not 2xx' });
  expect(world.sent(id).map(({ status }) => status)).toEqual([500, 400]);
});

test('a webhook that was lost at every attempt is brought by a resend', async () => {
  const hook = await webhookReceiver();
  const send = () => world.send({ phone_number: world.person(polite), webhook: hook.url });
  world.sandbox.faults.add({ direction: 'out', kind: 'lost', route: 'post-call', times: 6 });
  const id = await send();
  await eventually(() => (world.sent(id).length === 6 ? true : undefined));
  const other = await send();
  await told(hook);
  expect(hook.postCalls().map(({ call_id }) => call_id)).toEqual([other]);
  world.sandbox.faults.clear();

  const resent = await world.api('POST', '/v1/postcall/webhooks/resend', { call_ids: [id, other] });
  expect(resent.body).toMatchObject({ errors: null });
  const sent = resent.body.data as unknown as { call_id: string; metadata: { send_type: string }[] }[];
  expect(sent.map(({ call_id }) => call_id)).toEqual([id, other]);
  for (const { metadata } of sent) {
    expect(metadata.filter(({ send_type }) => send_type === 'resend')).toMatchObject([
      { response_code: 200 },
    ]);
  }
  expect(
    hook
      .postCalls()
      .map(({ call_id }) => call_id)
      .toSorted(),
  ).toEqual([id, other, other].toSorted());
  expect(hook.received.every(isSigned)).toBe(true);
});

test('a call without a webhook gets one when it is asked for, once', async () => {
  const hook = await webhookReceiver();
  const id = await world.send({ phone_number: world.person(polite) });
  await world.ended(id);
  expect((await world.api('GET', `/v1/postcall/webhooks/${id}`)).status).toBe(404);
  const body = { call_ids: [id], webhook_url: hook.url };
  expect((await world.api('POST', '/v1/postcall/webhooks/create', body)).body).toMatchObject({
    data: [{ call_id: id, url: hook.url, metadata: [{ response_code: 200, send_type: 'create' }] }],
    errors: null,
  });
  expect(hook.postCalls()).toMatchObject([{ call_id: id }]);
  expect((await world.api('POST', '/v1/postcall/webhooks/create', body)).body).toMatchObject({
    data: null,
    errors: [{ error: 'invalid_parameter' }],
  });
});

describe('signatures', () => {
  test('one secret for each organisation, and none where there is none', async () => {
    await world.control('PATCH', '/settings', { webhookSecrets: { unsigned: '' } });
    const hook = await webhookReceiver();
    const send = (key?: string) => world.send({ phone_number: world.person(polite), webhook: hook.url }, key);
    const [signed, unsigned] = [await send(), await send('unsigned')];
    await told(hook, 2);
    const of = (id: string) => hook.received.find(({ body }) => body.includes(id));
    expect(of(unsigned)?.headers['x-webhook-signature']).toBeUndefined();
    expect(of(signed)?.headers['x-webhook-signature']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a wrong one on demand', async () => {
    const hook = await webhookReceiver();
    world.sandbox.faults.add({ direction: 'out', kind: 'bad-signature', times: 1 });
    await world.send({ phone_number: world.person(polite), webhook: hook.url });
    await told(hook);
    expect(hook.received.some(isSigned)).toBe(false);
  });
});

describe('follow-ups', () => {
  test('citations and dispositions come after the post-call webhook, each with its event_type', async () => {
    const hook = await webhookReceiver();
    const phone_number = world.person(polite);
    await world.control('PUT', `/plays/${phone_number}`, {
      facts: { citations: { agreed: 'fine' }, dispositions: { booked: true, plan: null } },
    });
    const id = await world.send({
      phone_number,
      webhook: hook.url,
      webhook_events: ['citations'],
      citation_schema_ids: ['schema-1'],
    });
    await eventually(() => (hook.followUps().length === 2 ? true : undefined));
    expect(hook.bodies()[0]).not.toHaveProperty('event_type');
    expect(hook.followUps()).toContainEqual(
      expect.objectContaining({
        event_type: 'citations',
        call_id: id,
        citations: [
          expect.objectContaining({
            variable_name: 'agreed',
            value: 'fine',
            schema_id: 'schema-1',
            cited_utterances: [expect.objectContaining({ transcript: 'Yes, that is fine.', channel: 1 })],
          }),
        ],
      }),
    );
    expect(hook.followUps()).toContainEqual(
      expect.objectContaining({
        event_type: 'dispositions',
        call_id: id,
        agent_dispositions: [
          expect.objectContaining({
            payload: { booked: true, plan: null },
            values: [
              { key: 'booked', state: 'produced', value: true },
              { key: 'plan', state: 'no_value', value: null },
            ],
          }),
        ],
      }),
    );
    expect(hook.received.every(isSigned)).toBe(true);
  });

  test('a delayed post-call webhook holds it all, and nothing follows', async () => {
    await world.control('PATCH', '/settings', { delayPostCall: true });
    const hook = await webhookReceiver();
    const id = await world.send({
      phone_number: world.person(polite),
      webhook: hook.url,
      webhook_events: ['citations'],
      citation_schema_ids: ['schema-1'],
    });
    expect(await told(hook)).toMatchObject([
      { call_id: id, citations: [{ schema_id: 'schema-1' }], corrected_transcript: expect.any(Array) },
    ]);
    await world.control('PATCH', '/settings', { delayPostCall: false });
    expect(hook.followUps()).toEqual([]);
  });
});

describe('contradictions', () => {
  async function tellWith(settings: Record<string, unknown>) {
    await world.control('PATCH', '/settings', settings);
    const hook = await webhookReceiver();
    const id = await world.send({ phone_number: world.person(polite), webhook: hook.url });
    const [webhook = {} as never] = await told(hook);
    const details = (await world.api('GET', `/v1/calls/${id}`)).body;
    await world.control('PATCH', '/settings', {
      callLength: 'minutes',
      dates: 'mixed',
      empties: 'mixed',
      endAt: 'actual',
      queueStatusAtEnd: 'complete',
    });
    return { webhook, details };
  }

  test.each([
    ['minutes', 60],
    ['seconds', 1],
  ])('call_length in %s', async (callLength, seconds) => {
    const { webhook } = await tellWith({ callLength });
    expect(Math.round(Number(webhook.call_length) * seconds)).toBe(Number(webhook.corrected_duration));
    expect(webhook.corrected_duration).toEqual(expect.any(String));
  });

  test.each([
    ['mixed', /\+00:00$/, /Z$/],
    ['offset', /\+00:00$/, /\+00:00$/],
    ['z', /Z$/, /Z$/],
  ])('dates %s', async (dates, created, started) => {
    const { webhook } = await tellWith({ dates });
    expect(webhook.created_at).toMatch(created);
    expect(webhook.started_at).toMatch(started);
    expect(Number.isNaN(Date.parse(String(webhook.created_at)))).toBe(false);
  });

  test.each([
    ['mixed', false, true],
    ['null', true, true],
    ['absent', false, false],
  ])('empties %s', async (empties, inWebhook, inDetails) => {
    const { webhook, details } = await tellWith({ empties });
    expect('transferred_to' in webhook).toBe(inWebhook);
    expect('transferred_to' in details).toBe(inDetails);
  });

  test('end_at as the deadline, queue_status as completed', async () => {
    const { details } = await tellWith({ endAt: 'deadline', queueStatusAtEnd: 'completed' });
    expect(Date.parse(String(details.end_at)) - Date.parse(String(details.started_at))).toBe(30 * 60_000);
    expect(details.queue_status).toBe('completed');
  });
});
