/** A script of Redis, sent once and then called by its hash; sent again where Redis has forgotten it. */
import { createHash } from 'node:crypto';
import type { RedisClient } from './redis.ts';

export function createScript(client: RedisClient, script: string) {
  const hash = createHash('sha1').update(script).digest('hex');
  return async (keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> => {
    try {
      return await client.evalsha(hash, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return client.eval(script, keys.length, ...keys, ...values);
    }
  };
}
