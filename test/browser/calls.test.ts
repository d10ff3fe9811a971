/**
 * What is done to calls on their pages, the inbox of what arrived, a simulated call with one click and the export, in a
 * real browser. One file, so that all of it shares one server and one browser.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { CallPage } from '../../src/contract/call-queries.ts';
import type { Call } from '../../src/contract/calls.ts';
import type { Receipt, ReceiptPage } from '../../src/contract/receipts.ts';
import { fact } from '../../src/core/calls/fact.ts';
import { simulatingFrom } from '../helpers/calling.ts';
import type { World } from '../helpers/world.ts';
import { newVisitor, overflow, violations } from './support/browser.ts';
import { house, newCallOf, newLiveCall, sandbox, signIn, world } from './support/house.ts';

const timeout = 120_000;
const receipts = house.app.database.collection<{ _id: string }>('receipts');

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** As a release that could not read it would have left it. */
async function quarantined(of: World) {
  const callId = await of.newCall('+14155550188');
  const { items } = await of.ask<ReceiptPage>('GET', '/v1/receipts');
  const id = items.find(({ callIds }) => callIds.includes(callId))?.id ?? '';
  const set = { state: 'quarantined', problem: 'It held a field of an unknown kind.', attempts: 5 };
  await receipts.updateOne({ _id: id }, { $set: set });
  return { id, callId };
}

test('a call without a telephone by one click, and it is ended on the page', { timeout }, async () => {
  const mine = await world.besides();
  await simulatingFrom(mine, sandbox);
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto('/calls');
  await page.getByText('No calls yet').waitFor();
  await button(page, 'Simulate a call').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/live');
  const row = page.locator('[data-call]');
  await row.getByText('Simulated').waitFor();
  await row.click();
  const drawer = page.getByRole('complementary', { name: 'Call' });
  await button(page, 'End call').click();
  const dialog = page.getByRole('dialog', { name: 'End this call?' });
  await dialog.getByRole('button', { name: 'End call' }).click();
  await drawer.getByText('Ended', { exact: true }).waitFor();
  await drawer.getByRole('button', { name: 'End call' }).waitFor({ state: 'detached' });
  await button(page, 'Timeline').click();
  await drawer.getByText('Somebody asked to hang up').waitFor();
  await button(page, 'Ask the provider').click();
  await page.getByRole('log').getByText('The provider has answered.').waitFor();
});

test('what somebody else notes about a call that is open is there at once', { timeout }, async () => {
  const mine = await world.besides();
  const call = await newLiveCall(mine, '+14155550124');
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto(`/live?call=${call.id}`);
  await button(page, 'Notes').click();
  await page.getByText('Nobody has written anything about this call.').waitFor();
  await mine.ask('POST', `/v1/calls/${call.id}/notes`, { text: 'Asked to be called back after six.' });
  await page.getByRole('listitem').getByText('Asked to be called back after six.').waitFor();
});

test('who is at the other end is said when it is known, also of a call that we make', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const source = 'provider';
  const call = await newCallOf(mine, fact('line', source, { who: 'agent', text: 'Good morning.' }));
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto(`/live?call=${call.id}`);
  const row = page.locator(`[data-call="${call.id}"]`);
  await row.getByText('Number not known yet').waitFor();
  await row.getByRole('img', { name: 'Direction not known yet' }).waitFor();
  const [from, to] = ['+14155550100', '+14155550142'];
  await call.tell(
    fact('placed', 'trunkline', { by: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d' }, new Date()),
    fact('started', source, { direction: 'outbound', from, to }, new Date()),
    fact('answered', source, {}, new Date()),
  );
  await call.says('Who is there?');
  await row.getByText(to).waitFor();
  await row.getByRole('img', { name: 'Outgoing' }).waitFor();
  const drawer = page.getByRole('complementary', { name: 'Call' });
  await drawer.locator('header').getByText('Called party').waitFor();
  await page.goto(`/calls/${call.id}`);
  await page.getByRole('heading', { name: to }).waitFor();
  await page.getByRole('definition').getByText(to, { exact: true }).waitFor();
  await page.getByText('Called party spoke').waitFor();
  await page.getByText(`Outgoing · from ${from} · to ${to}`).waitFor();
  expect(await page.getByText('Caller', { exact: true }).count()).toBe(0);
  expect(await violations(page), 'a call that we make').toEqual([]);
  await page.goto('/calls');
  await page
    .getByRole('link')
    .filter({ hasText: `to ${to}` })
    .waitFor();
});

test('on a phone the name of the page is whole, beside the switch of tenants', { timeout }, async () => {
  const mine = await world.besides();
  await newLiveCall(mine, '+14155550125');
  const { page } = await newVisitor(house.url, { width: 390 });
  await signIn(page, { id: '', email: 'root@example.com', password: 'violin harbor tractor' });
  await page.goto(`/live?tenant=${mine.tenantId}`);
  await page.locator('[data-call]').waitFor();
  await page.getByLabel('Tenant').waitFor();
  const cut = "(h1 => h1.scrollWidth - h1.clientWidth)(document.querySelector('h1'))";
  expect(await page.evaluate(cut)).toBe(0);
  expect(await overflow(page)).toBe(0);
});

test('without a pretended provider there is a command instead of the button', { timeout }, async () => {
  const mine = await world.besides();
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.getByText('npm run call').waitFor();
  expect(await button(page, 'Simulate a call').count()).toBe(0);
});

test('notes are written, seen and removed; what a provider refuses is said in words', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const call = await newLiveCall(mine, '+14155550123');
  const { page } = await newVisitor(house.url, { mayComplain: /409/ });
  await signIn(page, await mine.newPerson());
  await page.goto(`/calls/${call.id}`);
  await page.getByText('Nobody has written anything about this call.').waitFor();
  await page.getByLabel('Write a note').fill('Asked to be called back after six.');
  // Twice in a hurry is once.
  await button(page, 'Add note').dblclick();
  const note = page.getByRole('listitem').filter({ hasText: 'Asked to be called back after six.' });
  await note.getByText('Ada Lovelace').waitFor();
  expect(await page.getByLabel('Write a note').inputValue()).toBe('');
  await note.getByRole('button', { name: 'Remove note' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove note' }).click();
  await note.waitFor({ state: 'detached' });

  const { connectionId } = await mine.ask<Call>('GET', `/v1/calls/${call.id}`);
  await mine.ask('DELETE', `/v1/connections/${connectionId}`);
  await button(page, 'End call').click();
  await page.getByRole('dialog').getByRole('button', { name: 'End call' }).click();
  await page.getByRole('log').getByText('The connection of this call is gone').waitFor();
});

test('a viewer is offered nothing that they may not do', { timeout }, async () => {
  const mine = await world.besides();
  const { callId } = await quarantined(mine);
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson('viewer'));
  expect(await page.getByRole('link', { name: 'Inbound webhooks' }).count()).toBe(0);
  await page.goto(`/calls/${callId}`);
  await page.getByText('could not be understood').first().waitFor();
  for (const name of ['End call', 'Ask the provider', 'Add note', 'Try again', 'Simulate a call']) {
    expect(await button(page, name).count(), name).toBe(0);
  }
});

test('what was not understood is found in the inbox, opened and tried again', { timeout }, async () => {
  const mine = await world.besides();
  const { id, callId } = await quarantined(mine);
  await mine.newCall('+14155550189');
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.getByRole('link', { name: 'Inbound webhooks' }).click();
  await page.getByRole('row').nth(2).waitFor();
  await page.getByLabel('State').selectOption('Not understood');
  await page.waitForURL('**/receipts?state=quarantined');
  await page.getByText('It held a field of an unknown kind.').waitFor();
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  await page.getByRole('link', { name: 'Answer to our question' }).click();
  await page.waitForURL(`**/receipts/${id}`);
  await page.getByText('I would like to move my appointment.').waitFor();
  await button(page, 'Try again').click();
  await page.getByRole('log').getByText('Told nothing new').waitFor();
  await page.getByText('Understood', { exact: true }).waitFor();
  await button(page, 'Try again').waitFor({ state: 'detached' });
  expect((await mine.ask<Receipt>('GET', `/v1/receipts/${id}`)).state).toBe('done');
  await page
    .getByRole('link', { name: `Call …${callId.slice(-6)}` })
    .first()
    .click();
  await page.waitForURL(`**/calls/${callId}`);
});

test('and in the timeline of its call', { timeout }, async () => {
  const mine = await world.besides();
  const { callId } = await quarantined(mine);
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto(`/calls/${callId}`);
  await button(page, 'Try again').click();
  await button(page, 'Try again').waitFor({ state: 'detached' });
  await page.locator('#content').getByText('Told nothing new').waitFor();
});

test('the calls that the filters leave are saved as a file', { timeout }, async () => {
  const mine = await world.besides();
  for (const from of ['+14155550101', '+14155550102', '+14155550102']) await mine.newCall(from);
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto(`/calls?from=${encodeURIComponent('+14155550102')}`);
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export CSV').click()]);
  await page.getByText('2 calls are saved as a file.').waitFor();
  expect(file.suggestedFilename()).toMatch(/^calls-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...rows] = readFileSync(await file.path(), 'utf8')
    .trim()
    .split(/\r?\n/);
  expect(head).toMatch(/^id,/);
  const { items } = await mine.ask<CallPage>('GET', '/v1/calls?from=%2B14155550102');
  expect(rows.map((row) => row.split(',')[0]).sort()).toEqual(items.map(({ id }) => id).sort());
});

/** Two rows, then nothing more until it is given up or, by a sign of the test, breaks off. */
const slowExport = `
  const ask = fetch;
  fetch = async (path, options) => {
    if (!path.startsWith('/v1/calls/export')) return ask(path, options);
    const body = new ReadableStream({
      start(file) {
        file.enqueue(new TextEncoder().encode('id,summary\\r\\none,"in two\\nlines"\\r\\ntwo,\\r\\n'));
        options.signal.addEventListener('abort', () => file.error(new Error('given up')));
        addEventListener('offline', () => file.error(new Error('broke off')));
      },
    });
    return new Response(body);
  };
`;

test('an export that goes on says how far it is, and is given up or breaks off without a file', {
  timeout,
}, async () => {
  const mine = await world.besides();
  await mine.newCall();
  const { page } = await newVisitor(house.url);
  await page.addInitScript(slowExport);
  await signIn(page, await mine.newPerson());
  await page.goto('/calls');
  const files: unknown[] = [];
  page.on('download', (file) => files.push(file));
  await button(page, 'Export CSV').click();
  await page.getByText('2 rows', { exact: true }).waitFor();
  await button(page, 'Cancel').click();
  await button(page, 'Export CSV').click();
  await page.getByText('2 rows', { exact: true }).waitFor();
  await page.evaluate(`dispatchEvent(new Event('offline'))`);
  await page.getByText('before the file was whole').waitFor();
  await button(page, 'Export CSV').waitFor();
  expect(files).toEqual([]);
});

test('filters are kept under a name, found again on another page, and removed, by keyboard', {
  timeout,
}, async () => {
  const mine = await world.besides();
  await mine.newCall();
  const person = await mine.newPerson();
  const { page } = await newVisitor(house.url);
  await signIn(page, person);
  // What some other site has put behind the address is no filter.
  await page.goto('/calls?provider=bland&minSec=30&from=%2B14155550142&utm_source=mail');
  await button(page, 'Keep as a view').focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Keep these filters' });
  await dialog.getByText('What finds one caller is not kept').waitFor();
  expect(await page.getByText('utm_source').count()).toBe(0);
  await dialog.getByLabel('Name').fill('Long ones at Bland');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('“Long ones at Bland” is kept.').waitFor();
  await page.goto('/calls');
  await page.getByText('Views', { exact: true }).focus();
  await page.keyboard.press('Enter');
  const view = page.getByRole('link', { name: 'Long ones at Bland' });
  await view.waitFor();
  expect(await violations(page), 'views').toEqual([]);
  await view.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('provider') === 'bland');
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('minSec'), searchParams.get('from')]).toEqual(['30', null]);
  await view.waitFor({ state: 'hidden' });
  await page.getByText('Views', { exact: true }).click();
  await button(page, 'Remove “Long ones at Bland”').click();
  await page.getByText('None yet. Set filters, and keep them under a name.').waitFor();
});

test('several states are chosen by keyboard, and the address and a view keep them', { timeout }, async () => {
  const mine = await world.besides();
  const endedAs = (as: 'busy' | 'failed', from: string) =>
    newCallOf(
      mine,
      fact('started', 'provider', { direction: 'inbound', from, to: '+14155550100' }, new Date()),
      fact('ended', 'provider', { as }, new Date()),
    );
  const completed = await mine.newCall('+14155550101');
  const { id: busy } = await endedAs('busy', '+14155550102');
  const { id: failed } = await endedAs('failed', '+14155550103');
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto('/calls');
  const rowOf = (id: string) => page.locator(`a[href^="/calls/${id}"]`);
  for (const id of [completed, busy, failed]) await rowOf(id).waitFor();
  await page.getByLabel('State: Any', { exact: true }).focus();
  await page.keyboard.press('Enter');
  const choice = page.getByRole('group', { name: 'State', exact: true });
  await choice.getByLabel('Failed').focus();
  await page.keyboard.press('Space');
  await rowOf(completed).waitFor({ state: 'detached' });
  await choice.getByLabel('Busy').press('Space');
  await rowOf(busy).waitFor();
  await rowOf(failed).waitFor();
  expect(await rowOf(completed).count()).toBe(0);
  expect(new URL(page.url()).searchParams.get('status')).toBe('busy,failed');
  expect(await violations(page), 'states').toEqual([]);
  await page.keyboard.press('Escape');
  await choice.waitFor({ state: 'hidden' });
  const chosen = page.getByLabel('State: Busy, Failed', { exact: true });
  await chosen.waitFor();
  expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('State: Busy, Failed');
  await button(page, 'Keep as a view').click();
  await page.getByLabel('Name').fill('Missed ones');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('“Missed ones” is kept.').waitFor();
  await page.goto('/calls');
  await rowOf(completed).waitFor();
  await page.getByText('Views', { exact: true }).click();
  await page.getByRole('link', { name: 'Missed ones' }).click();
  await chosen.waitFor();
  await rowOf(completed).waitFor({ state: 'detached' });
  await button(page, 'Clear filters').click();
  await rowOf(completed).waitFor();
});

test('of a very long call the timeline goes on when it is asked to, to its end', { timeout }, async () => {
  const mine = await world.besides();
  const call = await newLiveCall(mine, '+14155550123');
  const said = (number: number) =>
    fact('line', 'provider', { who: 'caller', text: `Line ${number}.`, number }, new Date());
  await call.tell(...Array.from({ length: 1_100 }, (_, index) => said(index + 1)));
  await call.end();
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto(`/calls/${call.id}`);
  await button(page, 'Show more').waitFor();
  const end = page.getByText('call.disconnected');
  expect(await end.count()).toBe(0);
  await button(page, 'Show more').click();
  await end.waitFor();
});

describe.each([
  ['light', 1280],
  ['dark', 390],
] as const)('in %s at %i', (theme, width) => {
  test('each page is there for everybody', { timeout }, async () => {
    const mine = await world.besides();
    await simulatingFrom(mine, sandbox);
    const { page } = await newVisitor(house.url, { theme, width });
    await signIn(page, await mine.newPerson());
    await button(page, 'Simulate a call').waitFor();
    expect(await violations(page), 'nobody calls').toEqual([]);
    await page.goto('/receipts');
    await page.getByText('Nothing has arrived yet').waitFor();
    expect(await violations(page), 'nothing arrived').toEqual([]);
    const { id, callId } = await quarantined(mine);
    await mine.ask('POST', `/v1/calls/${callId}/notes`, { text: 'Asked to be called back.' });
    const live = await newLiveCall(mine, '+14155550177');
    await page.reload();
    await page.getByText('It held a field of an unknown kind.').waitFor();
    expect(await violations(page), 'the inbox').toEqual([]);
    await page.goto(`/receipts/${id}`);
    await page.getByText('I would like to move my appointment.').waitFor();
    expect(await violations(page), 'a receipt').toEqual([]);
    await page.goto(`/calls/${callId}`);
    await page.getByText('Asked to be called back.').waitFor();
    await button(page, 'Try again').waitFor();
    expect(await violations(page), 'a call').toEqual([]);
    await page.goto(`/calls/${live.id}`);
    await button(page, 'End call').click();
    await page.getByRole('dialog', { name: 'End this call?' }).waitFor();
    expect(await violations(page), 'the question').toEqual([]);
    await page.goto(`/live?call=${live.id}`);
    await button(page, 'Notes').click();
    await page.getByLabel('Write a note').waitFor();
    expect(await violations(page), 'the drawer').toEqual([]);
    await page.goto('/calls');
    await page.locator('a[href^="/calls/call_"]').first().waitFor();
    await page.getByText('Views', { exact: true }).click();
    await page.getByText('None yet.').waitFor();
    expect(await violations(page), 'calls').toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});
