/** Hints by Redis' publish and subscribe. */
import type { Config } from '../core/config/index.ts';
import type { Hints } from '../core/hints.ts';
import type { Logger } from '../core/logger/index.ts';
import { keyPrefix } from '../core/queues/index.ts';
import { closeRedis, connectRedis, type RedisClient } from './redis.ts';

export interface OpenHints extends Hints {
  close(): Promise<void>;
}

/** `redis` gives them; to listen takes a connection of its own. */
export function openHints(
  redis: RedisClient,
  config: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>,
  log: Logger,
): OpenHints {
  const listening = connectRedis(config, log);
  const listeners = new Map<string, (about: string) => void>();
  const channelOf = (topic: string) => `${keyPrefix(config.REDIS_PREFIX)}:hints:${topic}`;
  listening.on('message', (channel: string, about: string) => listeners.get(channel)?.(about));
  const subscribe = (...channels: string[]) => void listening.subscribe(...channels).catch(() => undefined);
  listening.on('ready', () => {
    if (listeners.size > 0) subscribe(...listeners.keys());
  });
  return {
    give(topic, about = '') {
      // One that waits for Redis to come back would come too late to be any use.
      if (redis.status !== 'ready') return;
      redis.publish(channelOf(topic), about).catch(() => undefined);
    },
    listen(topic, heard) {
      const channel = channelOf(topic);
      if (listeners.has(channel)) throw new Error(`somebody listens to ${topic} already`);
      listeners.set(channel, heard);
      subscribe(channel);
    },
    close: () => closeRedis(listening),
  };
}
