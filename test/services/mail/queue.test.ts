/** Mails through the queue: with workers, without Redis, and nothing personal anywhere on the way. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openQueues } from '../../../src/clients/queues/index.ts';
import { notificationQueue, registry } from '../../../src/core/queues/index.ts';
import { until } from '../../helpers/queue-house.ts';
import { mailHouse, personal, resetMail, seeded } from './house.ts';

vi.setConfig({ testTimeout: 60_000 });

const ended = (states: readonly { state: string }[]) => states.every(({ state }) => state !== 'queued');

test('the app sends what is asked for, by its worker', async () => {
  const house = await mailHouse();
  house.start(house.app.mail);
  await house.app.mail.enqueue(house.scope, resetMail(), 'req_1');
  await until(async () => ended(await house.stored()));
  expect(await house.inbox()).toMatchObject([{ to: [{ email: seeded.to }] }]);
});

test('each mail is sent once, however many workers there are and however often it is hinted at', async () => {
  const house = await mailHouse();
  const mail = house.service();
  const keys = Array.from({ length: 30 }, (_, n) => `reset ${n}`);
  house.start(mail);
  house.start(house.service());
  await Promise.all(
    [...keys, ...keys].map((key) =>
      mail.enqueue(house.scope, { ...resetMail(key), to: `${key.replace(' ', '')}@example.com` }, 'req_1'),
    ),
  );
  for (const { _id: mailId } of await house.stored()) {
    await house.app.queues.add(notificationQueue, { tenantId: house.tenantId, mailId, requestId: 'req_1' });
  }
  await until(async () => ended(await house.stored()));
  const readers = (await house.inbox()).map(({ to }) => to[0]?.email);
  expect(readers.sort()).toEqual(keys.map((key) => `${key.replace(' ', '')}@example.com`).sort());
});

test('trouble of the provider delays a mail, and doubles none', async () => {
  const house = await mailHouse();
  // Fewer than one mail has attempts, so that not even the unluckiest is given up.
  const times = notificationQueue.attempts - 1;
  house.sandbox.faults.add({ vendor: 'sendgrid', kind: 'status', status: 503, probability: 0.5, times });
  const mail = house.service();
  house.start(mail);
  const readers = Array.from({ length: 12 }, (_, n) => `reader${n}@example.com`);
  await Promise.all(readers.map((to, n) => mail.enqueue(house.scope, { ...resetMail(`${n}`), to }, 'req_1')));
  await until(async () => ended(await house.stored()));
  const got = (await house.inbox()).map(({ to }) => to[0]?.email);
  expect(got.sort()).toEqual([...readers].sort());
});

describe('what got lost is made good', () => {
  test('Redis was wiped', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    await house.wipeRedis();
    house.start(mail);
    // Not yet: for all that is known, its job is on its way.
    await mail.sweep();
    expect(await house.app.queues.counts(notificationQueue)).toMatchObject({ waiting: 0, completed: 0 });
    house.clock.advance(house.parts.timing.hintMs);
    await mail.sweep();
    await until(async () => ended(await house.stored()));
    expect(await house.inbox()).toHaveLength(1);
  });

  test('Redis was away', async () => {
    const house = await mailHouse();
    const { config, log } = house.app;
    const away = openQueues(registry, { ...config, REDIS_URL: 'unix:///nowhere/redis.sock' }, { log });
    onTestFinished(() => away.close());
    const mail = house.service();
    await house.service({ queues: away }).enqueue(house.scope, resetMail('one'), 'req_1');
    await house.service({ queues: away }).enqueue(house.scope, resetMail('two'), 'req_1');
    house.clock.advance(house.parts.timing.hintMs);
    await house.service({ queues: away }).sweep();
    house.start(mail);
    await mail.sweep();
    await until(async () => ended(await house.stored()));
    expect(await house.inbox()).toHaveLength(2);
  });

  test('the process died in the middle of an attempt', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    const [stored] = await house.stored();
    const died = house.service({ mailer: { send: () => Promise.reject(new Error('the process has died')) } });
    await expect(house.deliver(died, stored?._id ?? '')).rejects.toThrow('died');
    await house.wipeRedis();
    house.clock.advance(house.parts.timing.holdMs);
    house.start(mail);
    await mail.sweep();
    await until(async () => ended(await house.stored()));
    expect(await house.inbox()).toHaveLength(1);
  });

  test('a sweep takes up no more than it has to: one that was hinted at again is left alone for a while', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    house.clock.advance(house.parts.timing.hintMs);
    await mail.sweep();
    await mail.sweep();
    expect(await house.app.queues.counts(notificationQueue)).toMatchObject({ waiting: 2 });
  });

  test('what is a day old is given up, and what it said is deleted', async () => {
    const house = await mailHouse();
    const mail = house.service();
    await mail.enqueue(house.scope, resetMail(), 'req_1');
    await house.wipeRedis();
    house.clock.advance(house.parts.timing.giveUpMs);
    await mail.sweep();
    const [given] = await house.stored();
    expect(given).toMatchObject({ state: 'failed', reason: 'it could not be sent in time' });
    expect(given).not.toHaveProperty('content');
    expect(await house.app.queues.counts(notificationQueue)).toMatchObject({ waiting: 0 });
  });
});

test('without a provider a mail is noted as not sent, the log says so, and health too', async () => {
  const house = await mailHouse({ env: { SENDGRID_API_KEY: '' } });
  house.start(house.app.mail);
  await house.app.mail.enqueue(house.scope, resetMail(), 'req_1');
  await until(async () => ended(await house.stored()));
  expect(await house.stored()).toMatchObject([{ state: 'failed', reason: 'there is no provider' }]);
  expect(house.lines).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining('not sent, no provider') }),
  );
  expect(await (await house.fetch('/health')).json()).toMatchObject({ mail: 'not configured' });
  expect(house.logText()).not.toMatch(personal);
});

test('nothing personal and no link is in the log, in Redis, in a dead job or in an error', async () => {
  const house = await mailHouse({ withinMs: 2_000 });
  const mail = house.service();
  const kinds = [
    { kind: 'status', status: 400 },
    { kind: 'status', status: 500 },
    { kind: 'rate-limit', retryAfterSec: 1 },
    { kind: 'cut' },
    { kind: 'answer-lost' },
    { kind: 'hang' },
  ] as const;
  for (const kind of kinds) house.sandbox.faults.add({ vendor: 'sendgrid', times: 1, ...kind });
  house.start(mail);
  const wrong = { ...resetMail('wrong'), to: 'Augusta Lovelace' };
  await mail.enqueue(house.scope, wrong, 'req_1');
  for (let n = 0; n < 10; n += 1) await mail.enqueue(house.scope, resetMail(`${n}`), 'req_1');
  await until(async () => {
    house.clock.advance(house.parts.timing.holdMs);
    await mail.sweep();
    return ended(await house.stored());
  });
  const { jobs } = await house.app.queues.dead(notificationQueue);
  expect(jobs.length).toBeGreaterThanOrEqual(1);
  expect(JSON.stringify(jobs)).not.toMatch(personal);
  expect(await house.redisText()).toContain(house.tenantId);
  expect(await house.redisText()).not.toMatch(personal);
  expect(house.lines.length).toBeGreaterThan(10);
  expect(house.logText()).not.toMatch(personal);
  expect(house.takeErrors().length).toBe(jobs.length);
});
