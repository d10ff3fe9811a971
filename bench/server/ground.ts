/** What every subject stands on: a database, a Redis, and a folder for its compile cache, all of them the run's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../embedded/redis/index.ts';
import { startEngine } from '../embedded-mongo/processes.ts';
import type { BenchOptions } from '../harness.ts';

export type Environment = Readonly<Record<string, string>>;

export async function openGround({ defer }: Pick<BenchOptions, 'defer'>): Promise<Environment> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
  defer(() => rmSync(folder, { recursive: true, force: true }));
  const engine = await startEngine(join(folder, 'data'));
  defer(engine.stop);
  const redis = await startRedis();
  defer(redis.close);
  return {
    PATH: process.env.PATH ?? '',
    // Node keeps compiled code in the system's temporary folder.
    TMPDIR: folder,
    NODE_ENV: 'production',
    MONGODB_URI: engine.uri.replace(/\/$/, '/bench'),
    REDIS_URL: redis.url,
    ENCRYPTION_KEYS: `bench:${'T'.repeat(42)}E=`,
    READINESS_PAUSE_SECONDS: '0',
    // All requests come from one address.
    RATE_LIMIT_REQUESTS: '1000000000',
  };
}
