/** A real Chromium, and people who look through it; whatever they should not see is collected. */
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import { findChromium } from '../../../scripts/chromium.ts';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = findChromium();
if (executablePath === undefined)
  throw new Error('There is no Chromium on the PATH: see scripts/chromium.ts.');
export const browser = await chromium.launch({ executablePath, args });
afterAll(() => browser.close());

/** What does not come by then does not come: the test says what it waited for. */
const patienceMs = 20_000;

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Another tab of the same browser. */
  newTab(): Promise<Page>;
}

interface Look {
  /** What the browser may complain of: it is what the test is about. */
  readonly mayComplain?: RegExp;
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

/** Fails the test where anything was wrong in the console or went outside. */
export async function newVisitor(
  url: string,
  { width = 1280, theme = 'light', mayComplain }: Look = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: width < 600 ? 844 : 860 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(patienceMs);
  const troubles: string[] = [];
  const watched = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' && !mayComplain?.test(message.text()))
        troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) troubles.push(`outside: ${request.url()}`);
    });
    return page;
  };
  onTestFinished(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });
  const newTab = async () => watched(await context.newPage());
  return {
    context,
    page: await newTab(),
    newTab,
  };
}

/** By WCAG 2.2 AA; each violation in one line. */
export async function violations(page: Page): Promise<string[]> {
  // The legacy mode works in the page itself and opens no second one.
  const found = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} (${failureSummary})`),
  );
}

/** How far the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
  const { width = 0 } = (await page.locator('html').boundingBox()) ?? {};
  const widest = Number(await page.evaluate('document.documentElement.scrollWidth'));
  return widest - width;
}
