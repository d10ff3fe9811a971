/** Mail from end to end: a Trunkline on the real database and Redis, and the sandbox's SendGrid behind it. */
import { onTestFinished } from 'vitest';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Message } from '../../../sandbox/vendors/sendgrid/inbox.ts';
import { createSealer } from '../../../src/core/crypto/index.ts';
import { newId } from '../../../src/core/ids.ts';
import { createRegistry, notificationQueue } from '../../../src/core/queues/index.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import type { StoredMail } from '../../../src/models/mails.ts';
import { openSendGrid } from '../../../src/providers/mail/sendgrid.ts';
import { createMail, type MailService } from '../../../src/services/mail/index.ts';
import type { MailParts } from '../../../src/services/mail/parts.ts';
import { usualTiming } from '../../../src/services/mail/timing.ts';
import { notificationWorker } from '../../../src/workers/notification.ts';
import { startWorkers } from '../../../src/workers/runtime/index.ts';
import { testApp } from '../../helpers/app.ts';
import { testClock } from '../../helpers/clock.ts';
import { quickTiming } from '../../helpers/quick-timing.ts';

/** The same queue, for a test that will not wait for seconds. */
const quickQueue = { ...notificationQueue, backoff: { firstMs: 20, capMs: 50 } };

/** In every mail of a test, and nowhere else. */
export const seeded = {
  to: 'ada.lovelace@example.com',
  name: 'Augusta Ada King',
  link: 'https://calls.example.com/password#token=only-for-the-reader',
};

export const resetMail = (key = 'reset 1') => ({
  template: 'password-reset' as const,
  to: seeded.to,
  values: { name: seeded.name, link: seeded.link, validFor: '1 hour' },
  key,
});

export async function mailHouse({ env = {}, withinMs = 15_000 } = {}) {
  const sandbox = await startSandbox({ seed: 'a test', speed: 1_000 });
  const variables = {
    SENDGRID_API_KEY: 'SG.test.key',
    SENDGRID_BASE_URL: `${sandbox.url}/sendgrid`,
    MAIL_FROM: 'calls@example.com',
    ...env,
  };
  const house = await testApp({ env: variables, until: onTestFinished });
  // Before the app, which counts what is still open.
  onTestFinished(() => sandbox.close());
  const { app, lines } = house;
  const { config, models, queues, redis, log } = app;
  const mailer = openSendGrid({ ...variables, MAIL_FROM_NAME: 'Trunkline' }, { withinMs });
  onTestFinished(() => mailer.close());
  const clock = testClock(new Date());
  const tenantId = newId('ten');
  const scope = scopeFromJob({ tenantId });
  const never = new AbortController().signal;
  const parts: MailParts = {
    mails: models.mails,
    queues,
    sealer: createSealer(config.ENCRYPTION_KEYS),
    mailer,
    clock,
    log,
    timing: usualTiming,
  };

  return {
    ...house,
    sandbox,
    clock,
    tenantId,
    scope,
    parts,
    /** A mail service as the app has it, but for what is given instead. */
    service: (change: Partial<MailParts> = {}) => createMail({ ...parts, ...change }),
    async stored(): Promise<StoredMail[]> {
      return models.mails.find(scope, {}, { sort: { createdAt: 1 } });
    },
    deliver: (mail: MailService, mailId: string) => mail.deliver(scope, { mailId, signal: never }),
    start(mail: MailService) {
      const running = startWorkers({
        workers: [{ ...notificationWorker(mail), queue: quickQueue }],
        registry: createRegistry([quickQueue]),
        redis,
        prefix: config.REDIS_PREFIX,
        queues: {
          counts: () => queues.counts(notificationQueue),
          oldestAgeMs: () => queues.oldestAgeMs(notificationQueue),
        },
        log,
        timing: quickTiming,
      });
      onTestFinished(() => void running.close());
      return running;
    },
    async inbox(): Promise<Message[]> {
      const response = await fetch(`${sandbox.url}/_sandbox/sendgrid/messages`);
      return ((await response.json()) as { messages: Message[] }).messages;
    },
    /** Redis as after a crash without a disk. */
    async wipeRedis(): Promise<void> {
      for (const key of await keysOf()) await redis.unlink(key);
    },
    /** Everything that Redis holds of this Trunkline, as one text. */
    async redisText(): Promise<string> {
      const values = await Promise.all(
        (await keysOf()).map(async (key) => `${key} ${JSON.stringify(await contentOf(key))}`),
      );
      return values.join('\n');
    },
    logText: () => JSON.stringify(lines),
  };

  async function keysOf(): Promise<string[]> {
    return redis.keys(`{${config.REDIS_PREFIX}}*`);
  }

  async function contentOf(key: string): Promise<unknown> {
    switch (await redis.type(key)) {
      case 'hash':
        return redis.hgetall(key);
      case 'list':
        return redis.lrange(key, 0, -1);
      case 'zset':
        return redis.zrange(key, '0', '-1');
      case 'set':
        return redis.smembers(key);
      case 'stream':
        return redis.xrange(key, '-', '+');
      default:
        return redis.get(key);
    }
  }
}

export type MailHouse = Awaited<ReturnType<typeof mailHouse>>;

/** Nothing of the reader and nothing of the link. */
export const personal = /lovelace|augusta|only-for-the-reader/i;
