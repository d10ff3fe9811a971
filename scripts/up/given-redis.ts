/** A Redis that somebody else runs is asked before anything is started: without it nobody could sign in. */
import { closeRedis, connectRedis, pingRedis } from '../../src/clients/redis.ts';
import { createLogger } from '../../src/core/logger/index.ts';

const patienceMs = 5_000;

export async function assertRedisAnswers(redisUrl: string): Promise<void> {
  const client = connectRedis({ REDIS_URL: redisUrl }, createLogger('silent', process.stderr));
  try {
    await pingRedis(client, AbortSignal.timeout(patienceMs));
  } catch (error) {
    const { name, message } = error as Error;
    const why = name === 'AbortError' ? `no answer within ${patienceMs / 1000} s` : message;
    throw new Error(
      `The Redis of REDIS_URL cannot be reached: ${why}. Without REDIS_URL \`npm run up\` starts one of its own.`,
      { cause: error },
    );
  } finally {
    await closeRedis(client);
  }
}
