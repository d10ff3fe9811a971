import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRedis } from '../../embedded/redis/index.ts';
import { openHints } from '../../src/clients/hints.ts';
import { closeRedis, connectRedis } from '../../src/clients/redis.ts';
import { createLogger } from '../../src/core/logger/index.ts';

const log = createLogger('silent', { write: () => undefined });

test('a hint is heard by another instance, also after Redis was away', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-hints-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const socket = join(folder, 'redis.sock');
  let server = await startRedis({ socket });
  onTestFinished(() => server.close());
  const config = { REDIS_URL: server.url, REDIS_PREFIX: 'test' };
  const heard: string[] = [];
  const open = () => {
    const redis = connectRedis(config, log);
    const hints = openHints(redis, config, log);
    onTestFinished(async () => {
      await hints.close();
      await closeRedis(redis);
    });
    return hints;
  };
  const [one, other] = [open(), open()];
  other.listen('calls', (about) => heard.push(about));
  const given = (about: string) =>
    expect.poll(() => {
      one.give('calls', about);
      return heard;
    });
  await given('first').toContain('first');
  await server.close();
  server = await startRedis({ socket });
  await given('second').toContain('second');
});
