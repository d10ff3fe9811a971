/** The dashboard's live page, and whether it shows every call as it is. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Ground } from './ground.ts';
import { until } from './until.ts';

/** Goes down the list from its beginning, with a look at what there is after each step. */
const everyRow = `(async () => {
  const list = document.querySelector('[aria-setsize]').closest('ul').parentElement;
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const rows = {};
  for (let top = 0; top < list.scrollHeight; top += list.clientHeight) {
    list.scrollTop = top;
    await drawn();
    for (const row of list.querySelectorAll('[data-call]')) rows[row.dataset.call] = row.textContent;
  }
  list.scrollTop = 0;
  await drawn();
  return rows;
})()`;

/** What a browser keeps of somebody who has signed in. */
export async function signedIn(
  browser: Browser,
  { url, viewer }: Ground,
): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('E-mail').fill(viewer.email);
    await page.getByLabel('Password').fill(viewer.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Live' }).waitFor();
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/** By somebody who has signed in. Resolves, once it can be used, with what tells how what the page shows is wrong. */
export async function openLive(page: Page, { url, house, talk }: Ground): Promise<() => Promise<string[]>> {
  await page.goto(`${url}/live?tenant=${house.tenantId}`);
  await page.getByRole('status').getByText('Up to date').waitFor();
  const tile = page.locator('dl > div').filter({ hasText: 'Calls now' }).locator('dd');
  const expected = talk.lastSaid().size;
  const shown = async () => Number.parseInt((await tile.textContent()) ?? '', 10);
  await until(async () => (await shown()) === expected);
  await page.keyboard.press('/');
  await page.waitForFunction('document.activeElement instanceof HTMLInputElement');
  await page.keyboard.press('Escape');

  return async () => {
    const lastSaid = talk.lastSaid();
    const wrongRows = async () => {
      const rows = (await page.evaluate(everyRow)) as Record<string, string>;
      return [...lastSaid].flatMap(([id, text]) =>
        rows[id]?.includes(text) ? [] : [`${id} shows "${rows[id] ?? 'nothing'}" and not "${text}"`],
      );
    };
    let wrong: string[] = [];
    await until(async () => {
      wrong = await wrongRows();
      return wrong.length === 0;
    });
    const count = await shown();
    return count === lastSaid.size
      ? wrong
      : [...wrong, `${lastSaid.size} calls go on, and the page says ${count}`];
  };
}
