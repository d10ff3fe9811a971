/** /v1/platform/queues: what waits and what is dead, for those who look after the platform and for nobody else. */
import { beforeEach, describe, expect, test } from 'vitest';
import { FailedJobPage, Queues } from '../../../src/contract/queues.ts';
import { newId } from '../../../src/core/ids.ts';
import { keyScopes } from '../../../src/core/permissions.ts';
import { notificationQueue } from '../../../src/core/queues/index.ts';
import { testApp } from '../../helpers/app.ts';
import { die } from '../../helpers/dead-job.ts';
import { newWorld, type World } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { name } = notificationQueue;
const all = '/v1/platform/queues';
const failed = `${all}/${name}/failed`;

const newJob = () => ({ tenantId: newId('ten'), requestId: newId('req'), mailId: newId('mail') });

async function status(method: string, path: string, headers: World['headers'] = world.headers) {
  const answer = await house.fetch(path, { method, headers });
  return [answer.status, ((await answer.json()) as { code?: string }).code];
}

const state = async () => {
  const { items } = Queues.parse(await world.ask('GET', all));
  return items.find((queue) => queue.name === name);
};

const dead = async (query = '') => FailedJobPage.parse(await world.ask('GET', `${failed}${query}`));

/** Mails of the tenant's making wait here too; each test begins with none of anything. */
beforeEach(async () => {
  const { redis, config } = house.app;
  const keys = await redis.keys(`{${config.REDIS_PREFIX}}:${name}*`);
  if (keys.length > 0) await redis.unlink(...keys);
});

describe('200', () => {
  test('every queue with how much is where in it', async () => {
    expect(await state()).toEqual({
      name,
      waiting: 0,
      oldestSec: null,
      delayed: 0,
      active: 0,
      completed: 0,
      dead: 0,
    });
    await house.app.queues.add(notificationQueue, newJob());
    await house.app.queues.add(notificationQueue, newJob(), { delayMs: 60_000 });
    expect(await state()).toMatchObject({ waiting: 1, delayed: 1, oldestSec: expect.any(Number) });
  });

  test('dead jobs, the latest first, page by page', async () => {
    const jobs = ['one', 'two', 'three'].map((jobId) => ({ jobId, data: newJob(), error: `no ${jobId}` }));
    for (const job of jobs) await die(house.app, job);
    const [first, second] = [await dead('?limit=2'), await dead()];
    expect(first.items).toHaveLength(2);
    const rest = await dead(`?cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(second.items);
    expect(rest.nextCursor).toBeNull();
    expect(second.items.find(({ id }) => id === 'two')).toEqual({
      id: 'two',
      error: 'no two',
      attempts: 1,
      failedAt: expect.any(String),
      about: jobs[1]?.data,
    });
  });

  test('of a job nothing is shown but ids, and of its error nothing personal', async () => {
    const data = { ...newJob(), to: 'ada@example.com', name: 'Ada Lovelace', deep: { to: '+14155550142' } };
    await die(house.app, { jobId: 'tells', data, error: 'ada@example.com, +14155550142: unknown' });
    const text = JSON.stringify(await dead());
    expect(text).toContain(data.mailId);
    expect(text).toContain('unknown');
    for (const personal of ['ada@', 'Ada', '4155550142']) expect(text).not.toContain(personal);
  });

  test('one is replayed, with all its attempts, and the log knows who did it', async () => {
    await die(house.app, { jobId: 'again', data: newJob(), error: 'no' });
    await die(house.app, { jobId: 'stays', data: newJob(), error: 'no' });
    expect(await world.ask('POST', `${failed}/again/replay`)).toEqual({ replayed: 1 });
    expect(await state()).toMatchObject({ waiting: 1, dead: 1 });
    // What the platform's people do stands in the platform's own log.
    const { 'x-tenant-id': _, ...headers } = world.headers;
    const { items } = await world.ask<{ items: unknown[] }>('GET', '/v1/audit?limit=1', undefined, headers);
    expect(items[0]).toMatchObject({
      action: 'job.replay',
      outcome: 'begun',
      resource: { type: 'job', id: 'again' },
      after: { queue: name },
      actor: { kind: 'user', name: 'Grace Hopper' },
    });
  });

  test('all are replayed', async () => {
    for (const jobId of ['one', 'two']) await die(house.app, { jobId, data: newJob(), error: 'no' });
    expect(await world.ask('POST', `${failed}/replay`)).toEqual({ replayed: 2 });
    expect(await state()).toMatchObject({ waiting: 2, dead: 0 });
  });
});

describe('404', () => {
  test.each([
    ['a queue that is none', 'GET', `${all}/nothing/failed`],
    ['all of a queue that is none', 'POST', `${all}/nothing/failed/replay`],
    ['a job that is none', 'POST', `${failed}/nobody/replay`],
    // Keys of the queue's own, which hold no job.
    ['what is no job: meta', 'POST', `${failed}/meta/replay`],
    ['what is no job: the waiting ones', 'POST', `${failed}/prioritized/replay`],
  ])('%s', async (_what, method, path) => {
    await house.app.queues.add(notificationQueue, newJob());
    expect(await status(method, path)).toEqual([404, 'NOT_FOUND']);
  });

  test('a job that waits is not dead', async () => {
    const jobId = await house.app.queues.add(notificationQueue, newJob());
    expect(await status('POST', `${failed}/${jobId}/replay`)).toEqual([404, 'NOT_FOUND']);
  });
});

test('400: a cursor of another list', async () => {
  expect(await status('GET', `${failed}?cursor=bm90aGluZw`)).toEqual([400, 'VALIDATION_FAILED']);
});

describe.each([
  ['GET', all],
  ['GET', failed],
  ['POST', `${failed}/replay`],
  ['POST', `${failed}/one/replay`],
])('%s %s', (method, path) => {
  test('401: nobody', async () => {
    expect(await status(method, path, {})).toEqual([401, 'CREDENTIALS_MISSING']);
  });

  test('403: whoever is not of the platform, also with all that a tenant may', async () => {
    const { headers } = await world.signIn(await world.newPerson('operator'));
    expect(await status(method, path, headers)).toEqual([403, 'PERMISSION_MISSING']);
    const key = { name: 'All that a key may', scopes: keyScopes };
    const { secret } = await world.ask<{ secret: string }>('POST', '/v1/keys', key);
    expect(await status(method, path, { 'x-api-key': secret })).toEqual([403, 'SCOPE_MISSING']);
  });
});
