import { type Case, gauge } from '../harness.ts';
import type { Kind, Open } from './browser.ts';
import type { Talk } from './talk.ts';

/**
 * From the address to a page that shows the calls and answers keys, for somebody who is signed in, in a browser that has
 * nothing of it yet.
 */
export function interactiveCase(open: Open, talk: Talk): Case {
  const subject = (name: string, kind: Kind) => ({
    name,
    setup: () => ({}),
    async run() {
      const { close, openedMs } = await open(kind);
      await close();
      return [openedMs];
    },
  });
  return gauge({
    name: `From the address to a page that can be used: ${talk.name}`,
    baseline: 'bare page',
    subjects: [subject('bare page', 'bare'), subject('live page', 'live')],
    columns: ['ms'],
    aim: { subject: 'live page', max: 1_000 },
  });
}
