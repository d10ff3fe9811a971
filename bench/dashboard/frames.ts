import { largest } from '../harness/statistics.ts';
import { type BenchOptions, type Case, gauge, type Subject } from '../harness.ts';
import type { Kind, Open, Opened } from './browser.ts';
import type { Talk } from './talk.ts';
import { workDuring } from './work.ts';

interface State {
  opened?: Opened;
}

/** A page is opened for each round, so that there is never a second one that hears the same. */
export function framesCase({ quick }: BenchOptions, open: Open, talk: Talk): Case {
  const ms = quick ? 5_000 : 20_000;
  const subject = (name: string, kind: Kind): Subject<State, number[]> => ({
    name,
    setup: () => ({}),
    async beforeRound(state) {
      state.opened = await open(kind);
    },
    async run({ opened }) {
      if (opened === undefined) throw new Error('no page is open');
      const { work, result: events } = await workDuring(opened, () => opened.follow(ms));
      await opened.check(events);
      const { p50, p95, max, wallP95, share } = work;
      return [p95, p50, max, wallP95, share];
    },
    async afterRound({ opened }) {
      await opened?.close();
    },
  });
  const longest = 'max ms';
  const bench = gauge({
    name: `The main thread's work for each frame: ${talk.name}`,
    baseline: 'bare page',
    subjects: [subject('bare page', 'bare'), subject('live page', 'live')],
    columns: ['p95 ms', 'p50 ms', longest, 'p95 on the wall', '% of a core'],
    aim: { subject: 'live page', max: 16.7 },
  });
  const columns = bench.columns.map((each) =>
    each.title === longest ? { ...each, overRounds: largest } : each,
  );
  return { ...bench, columns };
}
