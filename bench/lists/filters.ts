/** Everything that a list of calls can be asked, with other values each time, and whether an answer is one to it. */
import type { Call } from '../../src/contract/calls.ts';
import { agentOf, callerOf, commonWord, lineOf, providerIdOf, rareWord, startOf } from './past-calls.ts';

export type Query = Readonly<Record<string, string>>;
export type QueryOf = (n: number) => Query;

const oneOf = (n: number, all: readonly string[]) => all[n % all.length] ?? '';

/** `count`: so many calls there are. */
export function filtersOn(count: number, numberId: string): Readonly<Record<string, QueryOf>> {
  const some = (n: number) => (n * 7_919) % count;
  const days = (n: number) => ({
    since: startOf(some(n)).toISOString(),
    until: startOf(some(n) + 2_880).toISOString(),
  });
  return {
    'the newest': () => ({}),
    'the oldest': () => ({ sort: 'oldest' }),
    status: (n) => ({ status: oneOf(n, ['completed', 'busy', 'no-answer', 'failed', 'canceled']) }),
    'several states': (n) => ({ status: oneOf(n, ['busy,no-answer', 'completed,failed,canceled']) }),
    direction: (n) => ({ direction: oneOf(n, ['inbound', 'outbound']) }),
    provider: (n) => ({ provider: oneOf(n, ['bland', 'twilio']) }),
    providerCallId: (n) => ({ providerCallId: providerIdOf(some(n)) }),
    numberId: () => ({ numberId }),
    agent: (n) => ({ agent: agentOf(n) }),
    from: (n) => ({ from: callerOf(some(n)) }),
    to: (n) => ({ to: lineOf(n) }),
    'time range': days,
    'length, at least': (n) => ({ minSec: oneOf(n, ['1', '45', '600', '3000']) }),
    'length, at most': (n) => ({ maxSec: oneOf(n, ['0', '20', '90', '3000']) }),
    'length, between': (n) => ({ minSec: oneOf(n, ['50', '200']), maxSec: oneOf(n, ['70', '220']) }),
    disposition: (n) => ({ disposition: oneOf(n, ['BOOKED', 'CALL_BACK', 'RARE']) }),
    recorded: () => ({ recorded: 'true' }),
    'not recorded': () => ({ recorded: 'false' }),
    simulated: (n) => ({ simulated: oneOf(n, ['true', 'false']) }),
    'agent and status': (n) => ({ agent: agentOf(n), status: oneOf(n, ['completed', 'busy']) }),
    'direction and time range': (n) => ({ direction: oneOf(n, ['inbound', 'outbound']), ...days(n) }),
  };
}

export const searches: Readonly<Record<'rare' | 'common', Readonly<Record<string, string>>>> = {
  rare: { 'a rare word': rareWord, 'a rare word and a common one': `${commonWord} ${rareWord}` },
  common: { 'a common word': commonWord, 'two common words': `${commonWord} morning` },
};

const same = ['direction', 'provider', 'providerCallId', 'numberId', 'agent', 'from', 'to'] as const;

export function fits(call: Call, query: Query): boolean {
  const { status, since = '', until = '~', minSec, maxSec, recorded, disposition, simulated } = query;
  return (
    same.every((field) => query[field] === undefined || call[field] === query[field]) &&
    (status === undefined || status.split(',').includes(call.status)) &&
    (disposition === undefined || call.disposition === disposition) &&
    (simulated === undefined || String(call.simulated) === simulated) &&
    call.startedAt >= since &&
    call.startedAt < until &&
    (minSec === undefined || (call.billableSec ?? -1) >= Number(minSec)) &&
    (maxSec === undefined || (call.billableSec ?? Number.POSITIVE_INFINITY) <= Number(maxSec)) &&
    (recorded === undefined || (call.recording === 'stored') === (recorded === 'true'))
  );
}
