/** Sliding windows in Redis: one script and one round trip, by the clock of Redis, so that instances need not agree. */
import type { Config } from '../core/config/index.ts';
import type { Logger } from '../core/logger/index.ts';
import { keyPrefix } from '../core/queues/index.ts';
import { type Charge, partMsOf, partsOfWindow, type Verdict, type Windows } from '../core/sliding-window.ts';
import { closeRedis, connectRedis, type RedisClient } from './redis.ts';
import { createScript } from './script.ts';

/**
 * A window is a hash from the number of a part, counted since 1970, to how much was counted in it. A part of the future
 * means that the clock was set back; what it holds counts as if it had happened now.
 */
export const windowsScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local parts, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local windows, allowed = {}, 1

for i, key in ipairs(KEYS) do
  local limit, length = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local current, used = math.floor(now / length), 0
  local counts, order = {}, {}
  local fields = redis.call('HGETALL', key)
  for f = 1, #fields, 2 do
    local part, count = tonumber(fields[f]), tonumber(fields[f + 1])
    if part < current - parts or part > current then redis.call('HDEL', key, fields[f]) end
    if part > current then
      redis.call('HINCRBY', key, current, count)
      part = current
    end
    if part >= current - parts then
      if counts[part] == nil then order[#order + 1] = part end
      counts[part] = (counts[part] or 0) + count
      used = used + count
    end
  end
  if used + cost > limit then allowed = 0 end
  windows[i] = { limit = limit, length = length, current = current, used = used, counts = counts, order = order }
end

local answer = { allowed }
for i, key in ipairs(KEYS) do
  local w = windows[i]
  if allowed == 1 and cost > 0 then
    redis.call('HINCRBY', key, w.current, cost)
    redis.call('PEXPIREAT', key, (w.current + parts + 1) * w.length)
    if w.counts[w.current] == nil then w.order[#w.order + 1] = w.current end
    w.counts[w.current] = (w.counts[w.current] or 0) + cost
    w.used = w.used + cost
  end
  table.sort(w.order)
  local more, leaving, enough = 0, 0, math.max(w.used - w.limit + 1, 1)
  if w.used > 0 or w.limit < 1 then more = parts * w.length end
  for _, part in ipairs(w.order) do
    leaving = leaving + w.counts[part]
    if leaving >= enough then
      more = (part + parts + 1) * w.length - now
      break
    end
  end
  answer[2 * i], answer[2 * i + 1] = w.used, more
end
return answer
`;

export interface SharedWindows extends Windows {
  close(): Promise<void>;
}

export function openWindows(
  { REDIS_URL, REDIS_PREFIX }: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>,
  log: Logger,
): SharedWindows {
  const client = connectRedis({ REDIS_URL }, log, 'fails');
  return { ...windowsIn(client, REDIS_PREFIX), close: () => closeRedis(client) };
}

export function windowsIn(client: RedisClient, redisPrefix: string, script = windowsScript): Windows {
  const run = createScript(client, script);
  const prefix = `${keyPrefix(redisPrefix)}:ratelimit:`;

  async function ask(charges: readonly Charge[], cost: number): Promise<Verdict> {
    const keys = charges.map(({ key }) => prefix + key);
    const limits = charges.flatMap((charge) => [charge.limit, partMsOf(charge)]);
    const [allowed, ...numbers] = (await run(keys, [partsOfWindow, cost, ...limits])) as number[];
    const standings = charges.map(({ limit }, at) => ({
      limit,
      used: numbers[2 * at] ?? 0,
      moreInMs: numbers[2 * at + 1] ?? 0,
    }));
    return { allowed: allowed === 1, standings };
  }

  return {
    take: (charges, count = 1) => ask(charges, count),
    look: async (charges) => (await ask(charges, 0)).standings,
  };
}
