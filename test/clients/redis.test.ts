import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startRedis } from '../../embedded/redis/index.ts';
import { closeRedis, connectRedis } from '../../src/clients/redis.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { freePort } from '../helpers/free-port.ts';
import { until } from '../helpers/queue-house.ts';

const log = createLogger('silent', { write: () => undefined });

test('a patient connection keeps what it cannot send, and sends it when Redis is back', async () => {
  const port = await freePort();
  const client = connectRedis({ REDIS_URL: `redis://127.0.0.1:${port}` }, log);
  onTestFinished(() => closeRedis(client));
  const answer = client.set('call', 'kept');
  await sleep(200);
  const server = await startRedis({ port });
  onTestFinished(() => server.close());
  expect(await answer).toBe('OK');
});

// Left alone, ioredis would neither answer nor refuse what waits when it is closed between two tries.
test('closing refuses what waits, wherever the connection stands', async () => {
  const port = await freePort();
  for (const state of ['connecting', 'reconnecting'] as const) {
    const client = connectRedis({ REDIS_URL: `redis://127.0.0.1:${port}` }, log);
    const refused = expect(client.get('call')).rejects.toThrow('Connection is closed');
    await until(() => client.status === state);
    await closeRedis(client);
    await refused;
    await until(() => client.status === 'end');
  }
});

test('closing waits for the answers under way', async () => {
  const server = await startRedis();
  onTestFinished(() => server.close());
  const client = connectRedis({ REDIS_URL: server.url }, log);
  const answers = Promise.all(Array.from({ length: 100 }, (_, n) => client.incrby('sum', n)));
  await until(() => client.status === 'ready');
  await closeRedis(client);
  expect((await answers).at(-1)).toBe(4_950);
});

test('each time that Redis is away is told once, with its end; the end of the connection itself is no news', async () => {
  const port = await freePort();
  const told: string[] = [];
  const heard = createLogger('info', { write: (line) => void told.push(JSON.parse(line).message) });
  const first = await startRedis({ port });
  const client = connectRedis({ REDIS_URL: `redis://127.0.0.1:${port}` }, heard);
  await until(() => client.status === 'ready');
  await first.close();
  for (let outage = 1; outage <= 2; outage++) {
    await until(() => told.length === 2 * outage - 1);
    const server = await startRedis({ port });
    await until(() => told.length === 2 * outage);
    if (outage === 2) await closeRedis(client);
    await server.close();
  }
  expect(told).toEqual(['Redis is away', 'Redis is back', 'Redis is away', 'Redis is back']);
});

// A first start on a laptop or by `docker compose up`: nothing is wrong, and nobody should think so.
test('a Redis that starts together with us is waited for in one calm line, however many connections there are', async () => {
  const port = await freePort();
  const told: Record<string, unknown>[] = [];
  const heard = createLogger('info', { write: (line) => void told.push(JSON.parse(line)) });
  const clients = (['waits', 'fails', 'waits'] as const).map((patience) =>
    connectRedis({ REDIS_URL: `redis://127.0.0.1:${port}` }, heard, patience),
  );
  onTestFinished(async () => void (await Promise.all(clients.map(closeRedis))));
  await until(() => told.length > 0 && clients.every(({ status }) => status === 'reconnecting'));
  const server = await startRedis({ port });
  onTestFinished(() => server.close());
  await until(() => clients.every(({ status }) => status === 'ready'));
  expect(told).toMatchObject([
    {
      level: 'warn',
      message: 'Redis is not there yet',
      metadata: { reason: expect.stringContaining('ECONNREFUSED') },
    },
    { level: 'info', message: 'Redis is there' },
  ]);
  expect(JSON.stringify(told)).not.toContain('stack');
});
