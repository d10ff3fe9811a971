/** What one instance takes back is taken back everywhere within a second, whatever is away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openHints } from '../../../src/clients/hints.ts';
import { openRevocations } from '../../../src/services/revocations/open.ts';
import type { Subject } from '../../../src/services/revocations/revocations.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { databaseBehindProxy } from '../../helpers/proxy.ts';

const nowhere = 'unix:///nowhere/redis.sock';

interface Instance {
  readonly app: TestApp['app'];
  readonly revocations: TestApp['app']['revocations'];
  readonly heard: (Subject | 'everything')[];
}

function listening({ app }: TestApp): Instance {
  const { revocations } = app;
  const heard: (Subject | 'everything')[] = [];
  revocations.subscribe((subject) => heard.push(subject));
  return { app, revocations, heard };
}

type Until = (close: () => Promise<void>) => void;

async function instances(until: Until, ...environments: Record<string, string>[]) {
  const first = await testApp({ until, env: environments[0] ?? {} });
  const { MONGODB_URI, REDIS_PREFIX } = first.app.config;
  const others = await Promise.all(
    environments.slice(1).map((env) => testApp({ until, env: { MONGODB_URI, REDIS_PREFIX, ...env } })),
  );
  return [first, ...others].map(listening) as [Instance, Instance];
}

let subjects = 0;
const subject = (): Subject => ({ kind: 'key', id: `key ${++subjects}` });

const hears = ({ heard }: Instance, what: Subject) => expect.poll(() => heard).toContainEqual(what);

/**
 * The promise itself, which holds however busy the machine is: who says that he is current knows of everything that
 * was announced a second ago.
 */
async function holdsUntilHeard({ heard, revocations }: Instance, what: Subject, since: number) {
  for (;;) {
    const [current, now] = [revocations.isCurrent(), performance.now()];
    const knows = heard.some((one) => one !== 'everything' && one.id === what.id);
    if (knows) return;
    if (current) expect(now - since, 'trusted for too long').toBeLessThan(1_000);
    await sleep(5);
  }
}

describe.each([
  ['with Redis', {}],
  ['without Redis', { REDIS_URL: nowhere }],
])('%s', async (_name, env) => {
  const both = await instances(afterAll, env, env);

  test('what one announces both hear of, in time', async () => {
    for (const [one, other] of [both, both.toReversed() as typeof both]) {
      for (let n = 0; n < 3; n++) {
        const what = subject();
        await one.revocations.announce(what);
        expect(one.heard, 'the announcer itself, at once').toContainEqual(what);
        await holdsUntilHeard(other, what, performance.now());
      }
    }
  });

  test('of many at once none is lost', async () => {
    const many = Array.from({ length: 100 }, subject);
    await Promise.all(many.map((what, at) => both[at % 2 === 0 ? 0 : 1].revocations.announce(what)));
    for (const what of many) for (const instance of both) await hears(instance, what);
  });
});

test('with Redis nobody waits for the next look', async () => {
  const { app } = await testApp({ until: onTestFinished });
  const { config, log, models, redis } = app;
  const hints = openHints(redis, config, log);
  const seldom = { everyMs: 3_600_000, trustedMs: 950 };
  const other = await openRevocations({ announcements: models.announcements, hints, log, pace: seldom });
  onTestFinished(async () => {
    await other.close();
    await hints.close();
  });
  const heard: (Subject | 'everything')[] = [];
  other.subscribe((subject) => heard.push(subject));
  // The hints of before it listened are nobody's.
  await expect.poll(() => redis.pubsub('NUMSUB', `{${config.REDIS_PREFIX}}:hints:revocations`)).toContain(2);
  for (let n = 0; n < 5; n++) {
    const what = subject();
    await app.revocations.announce(what);
    await expect.poll(() => heard).toContainEqual(what);
  }
});

test('who cannot read what was announced does not call himself current, and catches up later', async () => {
  const first = await testApp({ until: onTestFinished });
  const { MONGODB_URI, REDIS_PREFIX } = first.app.config;
  const { uri, proxy } = await databaseBehindProxy(MONGODB_URI);
  const second = await testApp({ until: onTestFinished, env: { MONGODB_URI: uri, REDIS_PREFIX } });
  const [healthy, cutOff] = [listening(first), listening(second)];
  await expect.poll(() => cutOff.revocations.isCurrent()).toBe(true);

  proxy.freeze();
  const what = subject();
  await healthy.revocations.announce(what);
  await expect.poll(() => cutOff.revocations.isCurrent()).toBe(false);
  expect(cutOff.heard).not.toContainEqual(what);
  // It stays so: an outage does not become truth by lasting.
  await sleep(300);
  expect(cutOff.revocations.isCurrent()).toBe(false);

  proxy.thaw();
  await hears(cutOff, what);
  await expect.poll(() => cutOff.revocations.isCurrent()).toBe(true);
  expect(second.lines.map(({ message }) => message)).toContain('what was taken back can be read again');
});

test('an announcement that cannot be stored fails, and nobody goes on in trust', async () => {
  const { app } = await testApp({ until: onTestFinished });
  await app.database.dropDatabase();
  await app.database.close();
  await expect(app.revocations.announce(subject())).rejects.toThrow();
  await expect.poll(() => app.revocations.isCurrent()).toBe(false);
});

test('where announcements were lost all that is remembered is in doubt, once', async () => {
  const [one, other] = await instances(onTestFinished, {}, {});
  const [first, second] = [subject(), subject()];
  await one.revocations.announce(first);
  await hears(other, first);
  await other.app.database.collection('revocations').deleteMany({});
  await expect.poll(() => other.heard).toContain('everything');
  await one.revocations.announce(second);
  await hears(other, second);
  expect(other.heard.filter((heard) => heard === 'everything')).toHaveLength(1);
});
