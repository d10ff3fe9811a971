// The sandbox's player at twenty calls a second: bench/README.md says what is measured and how.

import { cpuMs } from './harness/processor.ts';
import { type BenchOptions, type Case, gauge, type Subject } from './harness.ts';
import { type PlayedRun, play, startPlayer } from './sandbox/player.ts';
import { openReceiver } from './sandbox/receiver.ts';

const callsPerSec = 20;

export default function sandbox({ quick }: BenchOptions): Case[] {
  const count = quick ? 100 : 500;
  const subject = (name: string, faults: number): Subject<null, number[]> => ({
    name,
    setup: () => null,
    async run() {
      await using player = await startPlayer();
      await using receiver = await openReceiver();
      const before = cpuMs(player.pid);
      const run = await play(player.url, {
        count,
        rate: callsPerSec,
        faults,
        target: { url: `${receiver.url}#rc=3&rp=5xx,ct,rt&rt=2000` },
        atPlaced: () => cpuMs(player.pid),
      });
      check(run, count, receiver.received());
      return [(run.cpuMs - before) / run.placingMs, run.balance.attempts, run.balance.webhooks];
    },
  });
  return [
    gauge({
      name: `${count} calls, ${callsPerSec} a second, each scenario, both providers`,
      baseline: 'all is well',
      subjects: [subject('all is well', 0), subject('5% faults of every kind', 0.05)],
      columns: ['cores', 'requests', 'webhooks'],
      aim: { max: 1 },
    }),
  ];
}

/** Nothing is measured of a run whose books do not agree with the receiver's. */
function check(run: PlayedRun, count: number, received: number): void {
  const { balance, balanced, settled } = run;
  if (!balanced || settled !== count) throw new Error(`${settled} of ${count} calls settled`);
  const surely = balance.arrived;
  if (received < surely || received > surely + balance.perhapsArrived) {
    throw new Error(`${received} webhooks were received; ${surely} should have been`);
  }
}
