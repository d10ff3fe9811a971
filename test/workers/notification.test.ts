/** The worker's own process, killed while a mail is on its way. */
import { expect, test, vi } from 'vitest';
import { startChild } from '../helpers/child.ts';
import { until } from '../helpers/queue-house.ts';
import { mailHouse, personal, resetMail } from '../services/mail/house.ts';

vi.setConfig({ testTimeout: 60_000 });

const script = new URL('../../src/worker.ts', import.meta.url);

test('a mail whose worker was killed in the middle of sending it is sent by another one', async () => {
  const house = await mailHouse();
  const { MONGODB_URI, REDIS_URL, REDIS_PREFIX, SENDGRID_BASE_URL, ENCRYPTION_KEYS } = house.app.config;
  const env = {
    NODE_ENV: 'test',
    MONGODB_URI,
    REDIS_URL,
    REDIS_PREFIX,
    ENCRYPTION_KEYS: ENCRYPTION_KEYS.map(({ id, bytes }) => `${id}:${bytes.toString('base64')}`).join(','),
    SENDGRID_API_KEY: 'SG.test.key',
    SENDGRID_BASE_URL,
    MAIL_FROM: 'calls@example.com',
  };
  house.sandbox.faults.add({ vendor: 'sendgrid', kind: 'hang', times: 1 });
  const killed = startChild(script, { env, cwd: '/' });
  await killed.says('"message":"the worker works"');
  const mail = house.service();
  await mail.enqueue(house.scope, resetMail(), 'req_1');
  await until(() => house.sandbox.journal.list({ vendor: 'sendgrid' }).length === 1);
  killed.kill('SIGKILL');
  expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(await house.stored()).toMatchObject([{ state: 'queued', attempts: 1, uncertain: 1 }]);
  expect(killed.output()).not.toMatch(personal);

  // Its claim, which it made by its own clock, runs out.
  house.clock.set(new Date(Date.now() + house.parts.timing.holdMs));
  house.start(mail);
  await mail.sweep();
  await until(async () => (await house.stored())[0]?.state === 'sent');
  expect(await house.inbox()).toHaveLength(1);
});
