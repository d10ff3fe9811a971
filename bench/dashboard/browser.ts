/** A real Chromium with one page in it: the dashboard's live page as it is built for production, or the bare one. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.ts';
import { buildDashboard } from '../../scripts/dashboard/build.ts';
import type { BenchOptions } from '../harness.ts';
import { openBare } from './bare.ts';
import type { Ground } from './ground.ts';
import { openLive, signedIn } from './live.ts';

export interface Opened {
  readonly browser: Browser;
  readonly page: Page;
  /** From its address to a page that can be used, in a browser that had nothing of it. */
  readonly openedMs: number;
  /** Calls go on for so long. Resolves with how many events that made. */
  follow(ms: number): Promise<number>;
  /** Fails where the page was not sent every one of them once, or does not show what they brought. */
  check(events: number): Promise<void>;
  close(): Promise<void>;
}

export type Kind = 'live' | 'bare';
export type Open = (kind: Kind) => Promise<Opened>;

interface Options extends Ground, Pick<BenchOptions, 'defer'> {}

const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** One page at a time: what another one does would be on the same processors. */
export async function openBrowser({ defer, ...ground }: Options): Promise<Open> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium on the PATH.');
  await buildDashboard(console.log);
  const browser = await chromium.launch({ executablePath, args });
  defer(() => browser.close());

  return async (kind) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      ...(kind === 'live' && { storageState: await signedIn(browser, ground) }),
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    let heard = 0;
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (/^42\["(?!feed:)/.test(payload.toString())) heard += 1;
      }),
    );
    const begun = performance.now();
    const checkShown = await (kind === 'bare' ? openBare : openLive)(page, ground);
    const openedMs = performance.now() - begun;
    return {
      browser,
      page,
      openedMs,
      async follow(ms) {
        heard = 0;
        return await ground.talk.goOn(ms);
      },
      async check(events) {
        const wrong = [...errors, ...(await checkShown(events))];
        if (heard !== events) wrong.unshift(`${events} events were told, and ${heard} came`);
        if (wrong.length > 0) throw new Error(`${kind} page: ${wrong.slice(0, 3).join('; ')}`);
      },
      close: () => context.close(),
    };
  };
}
