/** node embedded/redis/main.ts FOLDER SOCKET: a Redis of its own process, which ends with this one. */
import { startRedis } from './index.ts';

const [dir, socket] = process.argv.slice(2);
if (dir === undefined || socket === undefined) {
  console.error('usage: node embedded/redis/main.ts FOLDER SOCKET');
  process.exit(2);
}
try {
  const redis = await startRedis({ dir, socket, log: console.log });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void redis.close());
  console.log(`listening on ${redis.url}`);
  process.exitCode = (await redis.exited) ?? 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
