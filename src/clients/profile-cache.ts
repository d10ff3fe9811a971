/** What providers say of accounts, kept in Redis for a while. */
import { keyPrefix } from '../core/queues/index.ts';
import type { PromptRedis } from './queues/connection.ts';

export function openProfileCache({ client, ask }: Pick<PromptRedis, 'client' | 'ask'>, redisPrefix: string) {
  const keyOf = (connectionId: string) => `${keyPrefix(redisPrefix)}:profile:${connectionId}`;
  return {
    async get(connectionId: string): Promise<string | undefined> {
      return (await ask(() => client.get(keyOf(connectionId)))) ?? undefined;
    },
    async set(connectionId: string, text: string, forMs: number): Promise<void> {
      await ask(() => client.set(keyOf(connectionId), text, 'PX', forMs));
    },
  };
}
