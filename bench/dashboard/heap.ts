import { type BenchOptions, type Case, growth } from '../harness.ts';
import type { Open, Opened } from './browser.ts';
import type { Talk } from './talk.ts';

interface State {
  readonly opened: Opened;
  /** Of the browser's memory, after everything that can be collected is. */
  usedMb(): Promise<number>;
}

/** One page that stays open: what JavaScript holds when nothing is left to collect, at the end of each round. */
export function heapCase({ rounds, minutes, quick }: BenchOptions, open: Open, talk: Talk): Case {
  const roundMs = (minutes * 60_000) / rounds / (quick ? 5 : 1);
  return growth<State>({
    name: `Memory of the live page, ${rounds} × ${Math.round(roundMs / 1_000)} s: ${talk.name}`,
    subject: {
      name: 'live page',
      async setup() {
        const opened = await open('live');
        const devTools = await opened.page.context().newCDPSession(opened.page);
        // The first words of a page are not its life: calls have to end and go before anything is held steadily.
        await opened.check(await opened.follow(quick ? 5_000 : 35_000));
        return {
          opened,
          async usedMb() {
            await devTools.send('HeapProfiler.collectGarbage');
            const { usedSize } = await devTools.send('Runtime.getHeapUsage');
            return usedSize / 2 ** 20;
          },
        };
      },
      async run({ opened, usedMb }) {
        await opened.check(await opened.follow(roundMs));
        return [await usedMb()];
      },
      teardown: ({ opened }) => opened.close(),
    },
    unit: 'MB',
    aim: { max: 1.1 },
  });
}
