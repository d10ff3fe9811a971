/** Goes to every page in a real Chromium, in both themes, at a desk and on a phone. */
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { pages } from '../../dashboard/src/frame/pages.ts';
import { findChromium } from '../chromium.ts';
import type { Furnished } from './furnish.ts';

const themes = ['light', 'dark'] as const;
const sizes = [
  { width: 1280, height: 860 },
  { width: 390, height: 844 },
];
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--hide-scrollbars',
  '--disable-lcd-text',
];
/** Of these there is more to see where one call is open. */
const atDesk = 1024;

interface Shot {
  readonly name: string;
  readonly address: string;
}

export async function takeShots(
  url: string,
  folder: string,
  furnished: Furnished,
  tell: (line: string) => void,
): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium on the PATH: see scripts/chromium.ts.');
  const browser = await chromium.launch({ executablePath, args });
  try {
    for (const theme of themes) {
      for (const size of sizes) await inOneLook(browser, { url, folder, furnished, theme, size, tell });
    }
  } finally {
    await browser.close();
  }
}

interface Look {
  readonly url: string;
  readonly folder: string;
  readonly furnished: Furnished;
  readonly theme: (typeof themes)[number];
  readonly size: (typeof sizes)[number];
  tell(line: string): void;
}

async function inOneLook(browser: Browser, look: Look): Promise<void> {
  const { url, folder, furnished, theme, size, tell } = look;
  const context = await browser.newContext({
    baseURL: url,
    viewport: size,
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/London',
  });
  const page = await context.newPage();
  const shoot = async ({ name }: Shot) => {
    const file = join(folder, `${name}-${theme}-${size.width}.png`);
    await settled(page);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    tell(file);
  };
  await page.goto('/sign-in');
  await shoot({ name: 'sign-in', address: '/sign-in' });
  await page.getByLabel('E-mail').fill(furnished.email);
  await page.getByLabel('Password').fill(furnished.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/live');
  for (const shot of shotsOf(furnished, size.width)) {
    await page.goto(shot.address);
    await shoot(shot);
  }
  await context.close();
}

function shotsOf({ tenantId, callId, connectionId, liveCallId }: Furnished, width: number): Shot[] {
  const everyPage = pages.flat().map(({ to }) => {
    const name = to.slice(1).replaceAll('/', '-');
    if (to !== '/live') return { name, address: `${to}?tenant=${tenantId}` };
    return { name, address: width < atDesk ? to : `${to}?call=${liveCallId}` };
  });
  return [
    ...everyPage,
    { name: 'call', address: `/calls/${callId}?tenant=${tenantId}` },
    { name: 'connection', address: `/connections/${connectionId}?tenant=${tenantId}` },
    { name: 'account', address: '/account' },
  ];
}

/** Nothing is asked for any more, the letters are there, and what was to be drawn is drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.waitForTimeout(stillMs);
}

const stillMs = 400;
