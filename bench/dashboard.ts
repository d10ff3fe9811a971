// The live page with 500 calls: how soon it can be used, the work of its main thread, and its memory. How that is
// measured: bench/README.md.
import { openHouse } from './calls/house.ts';
import { openBrowser } from './dashboard/browser.ts';
import { framesCase } from './dashboard/frames.ts';
import { heapCase } from './dashboard/heap.ts';
import { interactiveCase } from './dashboard/interactive.ts';
import { openTalk } from './dashboard/talk.ts';
import { makeViewer } from './dashboard/viewer.ts';
import type { BenchOptions, Case } from './harness.ts';
import { start, trunkline } from './server/processes.ts';

const calls = 500;
/** Each thing that is said makes two events: what was said, and the call as it is now. */
const messagesPerSec = 25;

export default async function dashboard(options: BenchOptions): Promise<Case[]> {
  const house = await openHouse(options);
  const viewer = await makeViewer(house.environment);
  const { url, stop } = await start(trunkline, house.environment);
  options.defer(stop);
  const talk = await openTalk(house, url, { calls, messagesPerSec });
  options.defer(talk.close);
  const open = await openBrowser({ url, house, viewer, talk, defer: options.defer });
  return [interactiveCase(open, talk), framesCase(options, open, talk), heapCase(options, open, talk)];
}
