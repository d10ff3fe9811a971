/**
 * What getting in keeps in Redis: tries by address, and lists of sessions. All of it may be wiped at any time. Each
 * question is one step on the server, so that instances do not get in each other's way.
 */
import { randomUUID } from 'node:crypto';
import { keyPrefix } from '../core/queues/index.ts';
import type { PromptRedis } from './queues/connection.ts';
import { createScript } from './script.ts';

const mostFailures = 20;
const windowMs = 15 * 60_000;
/** Each further window within a day that somebody fills lasts twice as long. */
const strikesKeptMs = 24 * 3_600_000;
const longestWindowMs = 4 * 3_600_000;
/** How long a ticket is good: longer than the database takes to answer. */
const ticketMs = 10_000;

/** Counts while there is room. The last one that fits makes the window longer, the more often that happens. */
const takeScript = `
  local count = tonumber(redis.call('GET', KEYS[1]) or '0')
  if count >= tonumber(ARGV[1]) then return math.max(redis.call('PTTL', KEYS[1]), 1) end
  count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  if count == tonumber(ARGV[1]) then
    local strikes = redis.call('INCR', KEYS[2])
    redis.call('PEXPIRE', KEYS[2], ARGV[3])
    local window = math.min(tonumber(ARGV[2]) * 2 ^ (strikes - 1), tonumber(ARGV[4]))
    redis.call('PEXPIRE', KEYS[1], string.format('%d', window))
  end
  return 0`;

const giveBackScript = `
  if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
  return 0`;

/** A ticket is put where the list would be: forgetting takes it away, and then nothing is kept by it. */
const lookScript = `
  local kept = redis.call('GET', KEYS[1])
  if kept and string.sub(kept, 1, 1) == '[' then return kept end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return false`;

const keepScript = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return 0`;

export function openAccessRedis({ client, ask }: Pick<PromptRedis, 'client' | 'ask'>, redisPrefix: string) {
  const prefix = keyPrefix(redisPrefix);
  const step = (text: string) => {
    const script = createScript(client, text);
    return (keys: string[], ...values: (string | number)[]) =>
      ask(() =>
        script(
          keys.map((key) => `${prefix}:${key}`),
          values,
        ),
      );
  };
  const take = step(takeScript);
  const giveBack = step(giveBackScript);
  const look = step(lookScript);
  const keep = step(keepScript);
  const tries = (key: string) => `sign-in:${key}`;
  const sessions = (userId: string) => `session:${userId}`;
  return {
    addressCounter: {
      async take(key: string): Promise<number> {
        const limits = [mostFailures, windowMs, strikesKeptMs, longestWindowMs];
        return Number(await take([tries(key), `sign-in-strikes:${key}`], ...limits));
      },
      async giveBack(key: string): Promise<void> {
        await giveBack([tries(key)]);
      },
    },
    listCache: {
      async look(userId: string): Promise<{ kept: string } | { ticket: string }> {
        const ticket = randomUUID();
        const kept = await look([sessions(userId)], ticket, ticketMs);
        return typeof kept === 'string' ? { kept } : { ticket };
      },
      async keep(userId: string, ticket: string, text: string, forMs: number): Promise<void> {
        await keep([sessions(userId)], ticket, text, forMs);
      },
      async forget(userId: string): Promise<void> {
        await ask(() => client.del(`${prefix}:${sessions(userId)}`));
      },
    },
  };
}
