/** The calls of the API, through the vendor's own client; every answer is held against its description. */
import { describe, expect, test } from 'vitest';
import {
  clientOf,
  customer,
  firstAccount,
  ours,
  poll,
  theirs,
  twilioForTest,
} from '../../../helpers/twilio.ts';

const patient = { ringing: { kind: 'answers', afterMs: 2_000 }, steps: [], patienceMs: 120_000 } as const;

async function ready(pages: Parameters<typeof customer>[0] = { '/voice': '<Pause length="60"/>' }) {
  const server = await customer(pages);
  const on = await twilioForTest();
  await on.number();
  const call = (more: object = {}) =>
    on.client.calls.create({ to: theirs, from: ours, url: `${server.url}/voice`, ...more });
  return { ...on, server, call };
}

describe('a call is made', () => {
  test('and shows what it is', async () => {
    const { call, client, person } = await ready();
    person(theirs, patient);
    const made = await call();
    expect(made).toMatchObject({
      accountSid: firstAccount.sid,
      to: theirs,
      from: ours,
      status: 'queued',
      direction: 'outbound-api',
      duration: null,
      startTime: null,
    });
    await expect.poll(async () => (await client.calls(made.sid).fetch()).status, poll).toBe('in-progress');
  });

  test('with TwiML of its own', async () => {
    const { client, person, ended } = await ready();
    person(theirs, patient);
    const { sid } = await client.calls.create({
      to: theirs,
      from: ours,
      twiml: '<Response><Pause length="3"/></Response>',
    });
    const { status, duration, price } = await ended(sid);
    expect(status).toBe('completed');
    expect(Number(duration)).toBeGreaterThanOrEqual(3);
    expect(Number(price)).toBeLessThan(0);
  });
});

describe('a call is refused', () => {
  test.each([
    ['without a number to call', { to: '' }, 21201],
    ['without a number that calls', { from: '' }, 21213],
    ['to what is no number', { to: 'the office' }, 21211],
    ['from a number of somebody else', { from: '+15550009999' }, 21210],
    ['without an address', { url: '' }, 21205],
    ['with an address that is none', { url: 'voice' }, 21205],
    ['with too long a time to ring', { timeout: 601 }, 21208],
    ['with a status address that is none', { statusCallback: 'status' }, 21609],
    [
      'with an event that there is not',
      { statusCallback: 'http://a.example', statusCallbackEvent: ['done'] },
      20001,
    ],
    ['with a method that there is not', { method: 'PUT' }, 21209],
    ['with a detection that there is not', { machineDetection: 'Perhaps' }, 20001],
    ['with too much TwiML', { twiml: `<Response>${'<Pause/>'.repeat(600)}</Response>` }, 20001],
  ])('%s', async (_, more, code) => {
    const { call } = await ready();
    await expect(call(more)).rejects.toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
  });
});

describe('access', () => {
  test('needs the right credentials', async () => {
    const { sandbox } = await ready();
    for (const [sid, token] of [
      [firstAccount.sid, 'wrong'],
      ['AC00000000000000000000000000000099', firstAccount.authToken],
    ] as const) {
      await expect(clientOf(sandbox.url, sid, token).calls.list()).rejects.toMatchObject({
        status: 401,
        code: 20003,
      });
    }
  });

  test('works with an API key', async () => {
    const { sandbox, control } = await ready();
    const key = `SK${'1'.repeat(32)}`;
    await control('POST', '/accounts', { ...firstAccount, keys: { [key]: 'a secret' } });
    expect(await clientOf(sandbox.url, key, 'a secret').calls.list()).toEqual([]);
    await expect(clientOf(sandbox.url, key, 'another').calls.list()).rejects.toMatchObject({ code: 20003 });
  });

  test("ends at the account: what is another one's is not there", async () => {
    const { sandbox, control, client, call, person } = await ready();
    person(theirs, patient);
    const { sid } = await call();
    const { body } = await control('POST', '/accounts', { friendlyName: 'Another' });
    const other = clientOf(sandbox.url, String(body.sid), String(body.authToken));
    await expect(other.calls(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(other.api.v2010.accounts(String(body.sid)).calls(sid).fetch()).rejects.toMatchObject({
      code: 20404,
    });
    expect(await other.api.v2010.accounts(String(body.sid)).calls.list()).toEqual([]);
    expect(await client.calls(sid).fetch()).toMatchObject({ sid });
  });

  test('of an owner reaches its subaccounts', async () => {
    const { client } = await ready();
    const { sid, ownerAccountSid } = await client.api.v2010.accounts.create({ friendlyName: 'Sub' });
    expect(ownerAccountSid).toBe(firstAccount.sid);
    expect(await client.api.v2010.accounts(sid).fetch()).toMatchObject({ friendlyName: 'Sub' });
    expect(await client.api.v2010.accounts(sid).calls.list()).toEqual([]);
  });
});

describe('a call that is on', () => {
  async function talking(pages?: Parameters<typeof customer>[0]) {
    const on = await ready(pages);
    on.person(theirs, patient);
    const { sid } = await on.call();
    await expect.poll(() => on.server.at('/voice').length, poll).toBe(1);
    return { ...on, sid };
  }

  test('is hung up', async () => {
    const { client, sid, ended } = await talking();
    await client.calls(sid).update({ status: 'completed' });
    expect(await ended(sid)).toMatchObject({ status: 'completed' });
  });

  test('cannot be canceled any more, and one that rings can', async () => {
    const { client, sid, call, ended, person } = await talking();
    await expect(client.calls(sid).update({ status: 'canceled' })).rejects.toMatchObject({ code: 21220 });
    person(theirs, { ringing: { kind: 'no answer' }, steps: [] });
    const { sid: ringing } = await call();
    await client.calls(ringing).update({ status: 'canceled' });
    expect(await ended(ringing)).toMatchObject({ status: 'canceled', duration: '0' });
  });

  test('is sent elsewhere by address and by TwiML', async () => {
    const { client, sid, server, ended } = await talking({
      '/voice': '<Pause length="100"/>',
      '/other': '<Pause length="100"/>',
      '/done': '<Hangup/>',
    });
    await client.calls(sid).update({ url: `${server.url}/other`, method: 'GET' });
    await expect
      .poll(() => server.at('/other'), poll)
      .toMatchObject([{ method: 'GET', fields: { CallSid: sid } }]);
    await client.calls(sid).update({ twiml: `<Response><Redirect>${server.url}/done</Redirect></Response>` });
    expect(await ended(sid)).toMatchObject({ status: 'completed' });
    expect(server.at('/done')).toHaveLength(1);
  });

  test('that has ended takes no orders', async () => {
    const { client, sid, ended } = await talking();
    await client.calls(sid).update({ status: 'completed' });
    await ended(sid);
    await expect(client.calls(sid).update({ twiml: '<Response/>' })).rejects.toMatchObject({
      code: 21220,
      status: 400,
    });
    await expect(client.calls(`CA${'0'.repeat(32)}`).update({ status: 'completed' })).rejects.toMatchObject({
      code: 20404,
    });
  });

  test('can be forgotten once it has ended', async () => {
    const { client, sid, ended } = await talking();
    await expect(client.calls(sid).remove()).rejects.toMatchObject({ code: 20409 });
    await client.calls(sid).update({ status: 'completed' });
    await ended(sid);
    expect(await client.calls(sid).remove()).toBe(true);
    await expect(client.calls(sid).fetch()).rejects.toMatchObject({ code: 20404 });
  });
});

describe('calls are listed', () => {
  async function many() {
    const on = await ready();
    on.person(theirs, { ringing: { kind: 'busy', afterMs: 0 }, steps: [] });
    const sids: string[] = [];
    for (let index = 0; index < 7; index += 1) sids.push((await on.call()).sid);
    return { ...on, sids };
  }

  test('page by page, each once', async () => {
    const { client, sids } = await many();
    for (const pageSize of [1, 2, 3, 7, 50]) {
      const listed = await client.calls.list({ pageSize });
      expect(listed.map(({ sid }) => sid).sort()).toEqual([...sids].sort());
    }
    expect(await client.calls.list({ limit: 3, pageSize: 2 })).toHaveLength(3);
  });

  test('forth and back, and what comes in meanwhile moves nothing', async () => {
    const { client, call } = await many();
    const first = await client.calls.page({ pageSize: 3 });
    const added = await call();
    const second = await first.nextPage();
    const third = await second?.nextPage();
    const before = await third?.previousPage();
    const sids = (page: Pick<typeof first, 'instances'> | undefined) => page?.instances.map(({ sid }) => sid);
    expect([...(sids(first) ?? []), ...(sids(second) ?? []), ...(sids(third) ?? [])]).toHaveLength(7);
    expect(sids(before)).toEqual(sids(second));
    expect(sids(second)).not.toContain(added.sid);
    expect(third?.nextPageUrl).toBeUndefined();
    expect(first.previousPageUrl).toBeUndefined();
  });

  test('by what they are', async () => {
    const { client, sids, ended } = await many();
    for (const sid of sids) await ended(sid);
    expect(await client.calls.list({ status: 'busy', to: theirs, from: ours })).toHaveLength(7);
    expect(await client.calls.list({ status: 'completed' })).toEqual([]);
    expect(await client.calls.list({ to: '+15559999999' })).toEqual([]);
    const hour = 3_600_000;
    expect(await client.calls.list({ startTimeAfter: new Date(Date.now() - hour) })).toHaveLength(7);
    expect(await client.calls.list({ startTimeBefore: new Date(Date.now() - 48 * hour) })).toEqual([]);
  });
});

test('what there is not is not found, in the words of the API', async () => {
  const { sandbox } = await ready();
  const response = await fetch(`${sandbox.url}/twilio/2010-04-01/Nothing.json`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 20404, status: 404 });
});
