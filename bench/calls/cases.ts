import { cpuMs } from '../harness/processor.ts';
import { type BenchOptions, type Case, gauge, type Subject } from '../harness.ts';
import { type Running, type Script, start, trunkline } from '../server/processes.ts';
import { allTold, type House } from './house.ts';
import { callsAmong, messagesOf } from './messages.ts';
import { send } from './sender.ts';

export const bare = (kind: string): Script => ({ file: new URL('./bare.ts', import.meta.url), args: [kind] });

const countOf = ({ quick }: Pick<BenchOptions, 'quick'>) => (quick ? 2_000 : 10_000);

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Acknowledged as quickly as they can be sent; what has to be done about them waits its turn. */
export function burstCase(house: House, options: BenchOptions, connections: number): Case {
  const count = countOf(options);
  const subject = (name: string, script: Script): Subject<Running, number[]> => ({
    name,
    async setup() {
      const running = await start(script, { ...house.environment, SECRET: house.secret });
      await send(running.url, house.hookPath, messagesOf(1_000, house), connections);
      return running;
    },
    beforeRound: () => allTold(house),
    async run({ url, pid }) {
      const messages = messagesOf(count, house);
      const before = cpuMs(pid);
      const { seconds, ms } = await send(url, house.hookPath, messages, connections);
      const cpuEach = (1000 * (cpuMs(pid) - before)) / count;
      return [count / seconds, percentile(ms, 0.5), percentile(ms, 0.99), cpuEach];
    },
    teardown: ({ stop }) => stop(),
  });
  return gauge({
    name: `Signed webhooks acknowledged a second, over ${connections} connections`,
    baseline: 'Fastify',
    subjects: [
      subject('node:http', bare('http')),
      subject('Fastify', bare('fastify')),
      subject('Fastify, storing', bare('stored')),
      subject('server.ts', trunkline),
    ],
    columns: ['per second', 'p50 ms', 'p99 ms', 'CPU µs each'],
    aim: {
      subject: 'server.ts',
      beside: [
        { subject: 'Fastify', minRatio: 0.85 },
        { subject: 'Fastify, storing', minRatio: 0.97 },
      ],
    },
  });
}

/** From the first one sent until the last one is applied and told. */
export function toldCase(house: House, options: BenchOptions): Case {
  const count = countOf(options);
  return gauge({
    name: 'Signed webhooks received, folded and told a second',
    baseline: 'server.ts',
    subjects: [
      {
        name: 'server.ts',
        setup: () => start(trunkline, house.environment),
        beforeRound: () => allTold(house),
        async run({ url, pid }) {
          const [before, cpu] = [await house.calls(), cpuMs(pid)];
          const begun = performance.now();
          await send(url, house.hookPath, messagesOf(count, house), 32);
          await allTold(house);
          const seconds = (performance.now() - begun) / 1000;
          const made = (await house.calls()) - before;
          if (made !== callsAmong(count))
            throw new Error(`${made} calls of ${callsAmong(count)} are in the log`);
          return [count / seconds, (1000 * (cpuMs(pid) - cpu)) / count];
        },
        teardown: ({ stop }: Running) => stop(),
      },
    ],
    columns: ['per second', 'CPU µs each'],
    aim: { subject: 'server.ts' },
  });
}
