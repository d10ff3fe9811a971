import autocannon from 'autocannon';
import { cpuMs } from '../harness/processor.ts';
import { type BenchOptions, type Case, gauge, type Subject } from '../harness.ts';
import type { Environment } from './ground.ts';
import { bare, bareCached, type Running, type Script, start, trunkline, unlimited } from './processes.ts';

export function coldStartCase(ground: Environment): Case {
  const subject = (name: string, script: Script): Subject<null, number[]> => ({
    name,
    async setup() {
      // The first start of an installation fills the cache; those after it are meant.
      await (await start(script, ground)).stop();
      return null;
    },
    async run() {
      const running = await start(script, ground);
      await running.stop();
      return [running.startMs];
    },
  });
  return gauge({
    name: 'Start of the process until it answers',
    baseline: 'bare',
    subjects: [
      subject('bare', bare),
      subject('bare, with compile cache', bareCached),
      subject('server.ts', trunkline),
    ],
    columns: ['ms'],
    aim: {
      subject: 'server.ts',
      beside: [
        { subject: 'bare', maxRatio: 1.7 },
        { subject: 'bare, with compile cache', maxRatio: 1.7 },
      ],
    },
  });
}

const connections = 32;

/** Requests for GET / over all connections, one after the other on each. */
function requests(ground: Environment, duration: number) {
  return (name: string, script: Script, more: Environment = {}): Subject<Running, number[]> => ({
    name,
    async setup() {
      const running = await start(script, { ...ground, ...more });
      await autocannon({ url: running.url, connections, duration });
      return running;
    },
    async run({ url, pid }) {
      const before = cpuMs(pid);
      const { requests, errors, timeouts, non2xx } = await autocannon({ url, connections, duration });
      const failed = errors + timeouts + non2xx;
      if (failed > 0) throw new Error(`${failed} of ${requests.total} requests failed`);
      return [requests.average, (1000 * (cpuMs(pid) - before)) / requests.total];
    },
    teardown: ({ stop }) => stop(),
  });
}

const durationOf = ({ quick }: Pick<BenchOptions, 'quick'>) => (quick ? 1 : 4);

export function throughputCase(ground: Environment, options: Pick<BenchOptions, 'quick'>): Case {
  const subject = requests(ground, durationOf(options));
  return gauge({
    name: `Requests a second over ${connections} connections, GET /`,
    baseline: 'bare',
    subjects: [
      subject('bare', bareCached),
      subject('no request logging', trunkline, { LOG_LEVEL: 'warn' }),
      subject('request logging', trunkline, { LOG_LEVEL: 'info' }),
    ],
    columns: ['per second', 'CPU µs each'],
    aim: { subject: 'request logging', beside: [{ subject: 'no request logging', minRatio: 0.9 }] },
  });
}

/** A limit is one round trip to Redis, which works on the same machine here. */
export function limitCase(ground: Environment, options: Pick<BenchOptions, 'quick'>): Case {
  const subject = requests({ ...ground, LOG_LEVEL: 'warn' }, durationOf(options));
  return gauge({
    name: 'Requests with a limit and without, GET /',
    baseline: 'no limit',
    subjects: [subject('no limit', unlimited), subject('limit by address', trunkline)],
    columns: ['per second', 'CPU µs each'],
  });
}
