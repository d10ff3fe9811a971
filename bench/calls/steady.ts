import { Pool } from 'undici';
import { openLoop } from '../harness/open-loop.ts';
import { type BenchOptions, type Case, gauge, type Subject } from '../harness.ts';
import { type Running, type Script, start, trunkline } from '../server/processes.ts';
import { bare } from './cases.ts';
import { allTold, type House } from './house.ts';
import { messagesOf } from './messages.ts';
import { send } from './sender.ts';

const load = 0.7;
/** More than are ever under way at that load, so that nothing waits before it is sent. */
const connections = 256;

interface Saturated extends Running {
  readonly ratePerSec: number;
}

/**
 * How long a sender waits for an answer at 70% of what this subject can do, whatever the others can. `until`: what it
 * can do is counted until all of it is acknowledged, or until it is told as well.
 */
export function steadyCase(house: House, { quick }: BenchOptions, until: 'acknowledged' | 'told'): Case {
  const [count, ms] = quick ? [1_000, 1_000] : [5_000, 5_000];

  async function saturation({ url }: Running): Promise<number> {
    await allTold(house);
    const begun = performance.now();
    await send(url, house.hookPath, messagesOf(count, house), 32);
    if (until === 'told') await allTold(house);
    const seconds = (performance.now() - begun) / 1_000;
    await allTold(house);
    return count / seconds;
  }

  const subject = (name: string, script: Script): Subject<Saturated, number[]> => ({
    name,
    async setup() {
      const running = await start(script, { ...house.environment, SECRET: house.secret });
      // The first time a process does everything for the first time.
      await saturation(running);
      return { ...running, ratePerSec: load * (await saturation(running)) };
    },
    beforeRound: () => allTold(house),
    async run({ url, ratePerSec }) {
      const messages = messagesOf(Math.ceil((ratePerSec * ms) / 1_000) + 1, house);
      const pool = new Pool(url, { connections, pipelining: 1 });
      let next = 0;
      try {
        const call = async () => {
          const { body: message = '', signature = '' } = messages[next++] ?? {};
          const headers = { 'content-type': 'application/json', 'x-webhook-signature': signature };
          const { statusCode, body } = await pool.request({
            method: 'POST',
            path: house.hookPath,
            headers,
            body: message,
          });
          const answer = await body.text();
          if (statusCode !== 200) throw new Error(`a message was answered with ${statusCode}: ${answer}`);
        };
        const { p50, p99, p999 } = await openLoop(call, ratePerSec, ms);
        return [p99, p50, p999, ratePerSec];
      } finally {
        await pool.close();
      }
    },
    teardown: ({ stop }) => stop(),
  });

  const ours = subject('server.ts', trunkline);
  const what = until === 'told' ? 'received, folded and told' : 'acknowledged';
  return gauge({
    name: `Answers to signed webhooks at 70% of the most that are ${what} a second`,
    baseline: until === 'told' ? 'server.ts' : 'Fastify',
    subjects:
      until === 'told'
        ? [ours]
        : [subject('Fastify', bare('fastify')), subject('Fastify, storing', bare('stored')), ours],
    columns: ['p99 ms', 'p50 ms', 'p99.9 ms', 'per second'],
    aim: { subject: 'server.ts', max: 5 },
  });
}
