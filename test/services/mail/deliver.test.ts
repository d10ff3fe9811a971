/** What becomes of a mail, attempt by attempt, on a clock that the test moves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewFaultRule } from '../../../sandbox/frame/faults.ts';
import { notificationQueue } from '../../../src/core/queues/index.ts';
import type { MailParts } from '../../../src/services/mail/parts.ts';
import { type MailHouse, mailHouse, personal, resetMail, seeded } from './house.ts';

async function onlyMail({ stored }: MailHouse) {
  const [mail, ...others] = await stored();
  expect(others).toEqual([]);
  if (mail === undefined) throw new Error('no mail is stored');
  return mail;
}

const fault = (house: MailHouse, rule: NewFaultRule) =>
  house.sandbox.faults.add({ vendor: 'sendgrid', times: 1, ...rule });

/** What happens between one attempt and the next, at most. */
const untilNext = 3600_000;

test('a mail is sent once, and what it said is forgotten', async () => {
  const house = await mailHouse();
  const mail = house.service();
  await mail.enqueue(house.scope, resetMail(), 'req_1');
  const { _id, content } = await onlyMail(house);
  expect(content).toEqual(expect.any(String));
  expect(await house.deliver(mail, _id)).toBe('sent');
  expect(await house.deliver(mail, _id)).toBe('obsolete');
  const [message, ...others] = await house.inbox();
  expect(others).toEqual([]);
  expect(message).toMatchObject({
    to: [{ email: seeded.to }],
    subject: 'Choose a new password',
    text: expect.stringContaining(seeded.link),
    html: expect.stringContaining(seeded.name),
  });
  const sent = await onlyMail(house);
  expect(sent).toMatchObject({
    state: 'sent',
    template: 'password-reset',
    providerId: message?.messageId,
    endedAt: house.clock.now(),
  });
  expect(sent).not.toHaveProperty('content');
});

test('what is told under a key is told once, whoever asks and however often', async () => {
  const house = await mailHouse();
  const mail = house.service();
  const ask = () => mail.enqueue(house.scope, resetMail(), 'req_1');
  await Promise.all(Array.from({ length: 10 }, ask));
  const { _id } = await onlyMail(house);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => house.deliver(mail, _id)));
  expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(1);
  await ask();
  expect(await house.deliver(mail, _id)).toBe('obsolete');
  expect(await house.inbox()).toHaveLength(1);
  await mail.enqueue(house.scope, resetMail('reset 2'), 'req_1');
  expect(await house.stored()).toHaveLength(2);
});

test('the database shows neither the reader nor the link', async () => {
  const house = await mailHouse();
  await house.service().enqueue(house.scope, resetMail(), 'req_1');
  const raw = await house.app.database.collection('mails').find().toArray();
  expect(raw).toHaveLength(1);
  expect(JSON.stringify(raw)).not.toMatch(personal);
});

test('what one mail says cannot be put into another', async () => {
  const house = await mailHouse();
  const mail = house.service();
  await mail.enqueue(house.scope, resetMail('one'), 'req_1');
  await mail.enqueue(house.scope, { ...resetMail('other'), to: 'mallory@example.com' }, 'req_1');
  const [one, other] = await house.stored();
  if (one?.content === undefined || other === undefined) throw new Error('two mails are stored');
  await house.parts.mails.updateOne(house.scope, { _id: other._id }, { $set: { content: one.content } });
  await expect(house.deliver(mail, other._id)).rejects.toThrow('cannot be decrypted');
  expect(await house.inbox()).toEqual([]);
});

test('a foreign tenant has no such mail', async () => {
  const [house, stranger] = [await mailHouse(), await mailHouse()];
  const mail = house.service();
  await mail.enqueue(house.scope, resetMail(), 'req_1');
  const { _id } = await onlyMail(house);
  const never = new AbortController().signal;
  expect(await mail.deliver(stranger.scope, { mailId: _id, signal: never })).toBe('obsolete');
  expect(await house.inbox()).toEqual([]);
});

test('what cannot be filled in is refused when it is asked for, and nothing is stored', async () => {
  const house = await mailHouse();
  const message = { ...resetMail(), values: { ...resetMail().values, link: 'javascript:alert(1)' } };
  await expect(house.service().enqueue(house.scope, message, 'req_1')).rejects.toThrow('http or https');
  expect(await house.stored()).toEqual([]);
});

describe('not taken', () => {
  test('429: nobody asks again before its time, and then it is sent', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    const { _id } = await onlyMail(house);
    fault(house, { kind: 'rate-limit', retryAfterSec: 90 });
    await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: true });
    house.clock.advance(89_999);
    expect(await house.deliver(mail, _id)).toBe('obsolete');
    expect(house.sandbox.journal.list({ vendor: 'sendgrid' })).toHaveLength(1);
    house.clock.advance(1);
    expect(await house.deliver(mail, _id)).toBe('sent');
  });

  test('500: tried again, and given up after the last attempt', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    const { _id } = await onlyMail(house);
    fault(house, { kind: 'status', status: 500, times: 100 });
    for (let attempt = 1; attempt < notificationQueue.attempts; attempt += 1) {
      await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: true });
    }
    await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: false });
    expect(await onlyMail(house)).toMatchObject({ state: 'failed', reason: 'SendGrid answered 500' });
    expect(await onlyMail(house)).not.toHaveProperty('content');
    expect(await house.deliver(mail, _id)).toBe('obsolete');
  });

  test('500 for hours: a notice about a quota is tried on, seldom, for a day', async () => {
    const house = await mailHouse();
    const mail = house.service();
    const values = { tenant: 'A', quota: 'calls a day', used: '8 calls', limit: '10 calls', percent: 80 };
    await mail.enqueue(house.scope, { template: 'quota', to: seeded.to, values, key: 'quota 1' }, 'req_1');
    const { _id } = await onlyMail(house);
    fault(house, { kind: 'status', status: 500, times: notificationQueue.attempts + 1 });
    for (let attempt = 1; attempt <= notificationQueue.attempts; attempt += 1) {
      await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: true });
    }
    expect(await house.deliver(mail, _id)).toBe('obsolete');
    house.clock.advance(untilNext);
    await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: true });
    expect(await house.deliver(mail, _id)).toBe('obsolete');
    house.clock.advance(untilNext);
    expect(await house.deliver(mail, _id)).toBe('sent');
  });

  test('500 for days: a notice about a quota is given up as well', async () => {
    const house = await mailHouse();
    const mail = house.service();
    const values = { tenant: 'A', quota: 'calls a day', used: '8 calls', limit: '10 calls', percent: 80 };
    await mail.enqueue(house.scope, { template: 'quota', to: seeded.to, values, key: 'quota 1' }, 'req_1');
    const { _id } = await onlyMail(house);
    fault(house, { kind: 'status', status: 500, times: 100 });
    for (let attempt = 1; attempt <= notificationQueue.attempts; attempt += 1) {
      await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: true });
    }
    house.clock.advance(25 * untilNext);
    await mail.sweep();
    expect(await onlyMail(house)).toMatchObject({ state: 'failed' });
  });

  test('400: not tried again; the reason names the field, and nobody', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, { ...resetMail(), to: 'lovelace' }, 'req_1');
    const { _id } = await onlyMail(house);
    await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: false });
    const failed = await onlyMail(house);
    expect(failed).toMatchObject({
      state: 'failed',
      reason: 'SendGrid answered 400 about personalizations.0.to.0.email',
    });
    expect(failed).not.toHaveProperty('content');
  });
});

describe('nobody knows whether it was taken', () => {
  test('done, and the answer lost: it is tried again when its claim has run out, as the same message', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    const { _id } = await onlyMail(house);
    fault(house, { kind: 'answer-lost' });
    await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: true });
    expect(await house.deliver(mail, _id)).toBe('obsolete');
    house.clock.advance(house.parts.timing.holdMs);
    expect(await house.deliver(mail, _id)).toBe('sent');
    const messages = await house.inbox();
    expect(messages).toHaveLength(2);
    expect(new Set(messages.map(({ headers }) => headers['Message-ID'])).size).toBe(1);
  });

  test('nobody gets more than three copies', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    const { _id } = await onlyMail(house);
    fault(house, { kind: 'answer-lost', times: 100 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: true });
      house.clock.advance(house.parts.timing.holdMs);
    }
    await expect(house.deliver(mail, _id)).rejects.toMatchObject({ retryable: false });
    expect(await house.inbox()).toHaveLength(3);
    expect(await onlyMail(house)).toMatchObject({
      state: 'failed',
      reason: 'it may have been sent; no answer came',
    });
  });

  test('who was overtaken changes nothing any more', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    const { _id } = await onlyMail(house);
    const asked = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow = house.service({
      mailer: {
        async send() {
          asked.resolve();
          await goOn.promise;
          return { taken: 'no', retryable: false, retryAfterMs: undefined, reason: 'too late' };
        },
      },
    });
    const stuck = house.deliver(slow, _id);
    await asked.promise;
    house.clock.advance(house.parts.timing.holdMs);
    fault(house, { kind: 'status', status: 503 });
    await expect(house.deliver(mail, _id)).rejects.toThrow('503');
    goOn.resolve();
    await expect(stuck).rejects.toThrow('too late');
    expect(await onlyMail(house)).toMatchObject({ state: 'queued', attempts: 2 });
    expect(await house.deliver(mail, _id)).toBe('sent');
  });
});

/** A process that dies at a write to the database: the write, and everything after it, does not happen. */
function dyingAt(parts: MailParts, method: 'findOneAndUpdate' | 'updateOne'): Partial<MailParts> {
  const die = () => Promise.reject(new Error('the process has died'));
  return { mails: { ...parts.mails, [method]: die } };
}

type Event = 'goes well' | '429' | '503' | 'cut' | 'answer lost' | 'dies before' | 'dies after';

test('whatever happens on the way, a mail arrives, and no oftener than answers were lost', {
  timeout: 120_000,
}, async () => {
  const house = await mailHouse();
  const { parts, clock, sandbox } = house;
  const events = fc.constantFrom<Event>(
    'goes well',
    '429',
    '503',
    'cut',
    'answer lost',
    'dies before',
    'dies after',
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(events, { maxLength: 8 }), async (story) => {
      run += 1;
      sandbox.faults.clear();
      const to = `reader+${run}@example.com`;
      await house.service().enqueue(house.scope, { ...resetMail(`story ${run}`), to }, 'req_1');
      const mailId = (await parts.mails.find(house.scope, {}, { sort: { _id: 1 } })).find(
        ({ state }) => state === 'queued',
      )?._id;
      if (mailId === undefined) throw new Error('the mail was not stored');
      for (const event of [...story, 'goes well'] as const) {
        sandbox.faults.clear();
        if (event === '429') fault(house, { kind: 'rate-limit', retryAfterSec: 5 });
        if (event === '503') fault(house, { kind: 'status', status: 503 });
        if (event === 'cut') fault(house, { kind: 'cut' });
        if (event === 'answer lost') fault(house, { kind: 'answer-lost' });
        const dying =
          event === 'dies before'
            ? dyingAt(parts, 'findOneAndUpdate')
            : event === 'dies after'
              ? dyingAt(parts, 'updateOne')
              : {};
        await house.deliver(house.service(dying), mailId).catch(() => undefined);
        clock.advance(untilNext / 60);
      }
      const mail = await parts.mails.findById(house.scope, mailId);
      const copies = (await house.inbox()).filter((message) => message.to[0]?.email === to).length;
      const first = story.indexOf('goes well');
      const lived = first < 0 ? story : story.slice(0, first);
      const lost = lived.filter((event) => event === 'answer lost' || event === 'dies after').length;
      const unknown = lost + lived.filter((event) => event === 'cut').length;
      expect(copies).toBeLessThanOrEqual(Math.min(lost + 1, 3));
      if (unknown < 3) expect([mail?.state, copies]).toEqual(['sent', lost + 1]);
      else expect(mail?.state).toBe('failed');
      expect(mail).not.toHaveProperty('content');
    }),
    { numRuns: 40 },
  );
  expect(house.logText()).not.toMatch(personal);
});
