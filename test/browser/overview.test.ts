/** The overview in a real browser: its numbers are those of the calls, and each of them leads to its calls. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { fact } from '../../src/core/calls/fact.ts';
import type { Fact } from '../../src/core/calls/facts.ts';
import { newConnection } from '../helpers/connections.ts';
import type { World } from '../helpers/world.ts';
import { newVisitor, violations } from './support/browser.ts';
import { house, signIn, world } from './support/house.ts';

const timeout = 120_000;
const dayMs = 24 * 3_600_000;

/** At that hour of UTC, which is the tenants' zone, so many days ago. */
function at(daysAgo: number, hour: number, minute = 0): Date {
  const day = new Date(Date.now() - daysAgo * dayMs);
  return new Date(day.setUTCHours(hour, minute, 0, 0));
}

interface Told {
  readonly at: Date;
  readonly as?: 'completed' | 'busy';
  readonly seconds?: number;
  readonly outcome?: string;
}

async function withCalls(mine: World, told: readonly Told[]): Promise<void> {
  const made = await mine.ask<{ id: string }>('POST', '/v1/connections', newConnection());
  const connection = await house.app.connections.byId(made.id);
  if (connection === undefined) throw new Error('the connection that was made is not there');
  const calls = told.map((call, index) => ({ providerCallId: `call-${index}`, facts: factsOf(call) }));
  await house.app.calls.intake.tell(connection, '@reconciliation', calls);
  await house.app.calls.intake.idle();
}

function factsOf({ at, as = 'completed', seconds = 60, outcome }: Told): Fact[] {
  const later = (sec: number) => new Date(at.getTime() + sec * 1_000);
  const source = 'reconciliation';
  const begun = fact(
    'started',
    source,
    { direction: 'inbound', from: '+14155550142', to: '+14155550100' },
    at,
  );
  if (as !== 'completed') return [begun, fact('ended', source, { as }, later(20))];
  return [
    begun,
    fact('answered', source, {}, later(2)),
    fact('ended', source, { as, by: 'caller' }, later(2 + seconds)),
    ...(outcome === undefined ? [] : [fact('disposition', source, { tag: outcome })]),
  ];
}

const some: Told[] = [
  { at: at(3, 9), seconds: 30, outcome: 'Appointment made' },
  { at: at(3, 9, 30), seconds: 90, outcome: 'Appointment made' },
  { at: at(3, 15), as: 'busy' },
  { at: at(10, 9), seconds: 60, outcome: 'Question answered' },
];

const region = (page: Page, name: string) => page.getByRole('region', { name }).first();
const rows = (page: Page) => page.locator('a[href^="/calls/call_"]');

test('counts the calls of a time, and a bar, a day and an hour lead to theirs', { timeout }, async () => {
  const mine = await world.besides();
  await withCalls(mine, some);
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.getByRole('link', { name: 'Overview' }).click();
  const tile = (label: string) => page.locator('dl > div').filter({ hasText: label }).locator('dd');
  await expect.poll(() => tile('Answered').innerText()).toBe('75%');
  expect(await tile('Calls').innerText()).toBe('4');
  expect(await tile('Average length').innerText()).toBe('01:00');

  await region(page, 'Outcomes').getByRole('link', { name: 'Appointment made' }).first().click();
  await page.waitForURL('**/calls?**disposition=Appointment+made**');
  await expect.poll(() => rows(page).count()).toBe(2);
  await page.goBack();

  await region(page, 'Calls by day').getByText('As a table').click();
  await region(page, 'Calls by day')
    .getByRole('row')
    .filter({ hasText: '3' })
    .getByRole('link')
    .last()
    .click();
  await page.waitForURL('**/calls?**since=**');
  await expect.poll(() => rows(page).count()).toBe(3);
  await page.goBack();

  await region(page, 'Hours of the week').getByRole('button', { name: '09:00 to 10:00: 3 calls' }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.getByRole('link').count()).toBe(2);
  await dialog.getByRole('link').first().click();
  await page.waitForURL('**/calls?**since=**');
  await expect.poll(() => rows(page).count()).toBe(2);
});

test('a bar of the chart leads to the calls of its day', { timeout }, async () => {
  const mine = await world.besides();
  await withCalls(mine, [{ at: at(0, 0) }, { at: at(6, 12) }]);
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto('/overview?days=7');
  const chart = page.getByRole('img', { name: /^Calls by day/ }).locator('.u-over');
  await chart.click({ position: { x: 12, y: 100 } });
  await page.waitForURL(`**/calls?since=${at(6, 0).toISOString().slice(0, 10)}**`);
  await expect.poll(() => rows(page).count()).toBe(1);
});

test('the time and the filters are in the address, and are set by keyboard', { timeout }, async () => {
  const mine = await world.besides();
  await withCalls(mine, some);
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto('/overview');
  await page.getByRole('button', { name: '7 days' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/overview?days=7');
  await expect.poll(() => page.locator('dl dd').first().innerText()).toBe('3');
  await page.getByLabel('Direction').selectOption('Outgoing');
  await page.waitForURL('**/overview?days=7&direction=outbound');
  await page.getByRole('heading', { name: 'No calls in this time' }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL('**/overview?days=7');
  const week = region(page, 'Hours of the week');
  await week.getByRole('button', { name: 'Monday, 09:00' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect
    .poll(() => page.locator(':focus').getAttribute('aria-label'))
    .toMatch(/^Tuesday, 10:00 to 11:00/);
});

describe.each([
  ['light', 1280],
  ['dark', 390],
] as const)('in %s at %i', (theme, width) => {
  test('it is there for everybody', { timeout }, async () => {
    const mine = await world.besides();
    const { page } = await newVisitor(house.url, { theme, width });
    await signIn(page, await mine.newPerson('viewer'));
    await page.goto('/overview');
    await page.getByRole('heading', { name: 'No calls in this time' }).waitFor();
    expect(await violations(page), 'without calls').toEqual([]);
    await withCalls(mine, some);
    await page.reload();
    await page.getByRole('img', { name: /^Calls by day/ }).waitFor();
    for (const table of await page.getByText('As a table').all()) await table.click();
    expect(await violations(page), 'with calls').toEqual([]);
  });
});
