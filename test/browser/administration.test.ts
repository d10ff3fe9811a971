/**
 * The rooms of administration in a real browser, over the real server: what people do there is done, what they may not
 * do is not offered, and each room can be used by everybody.
 */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { notificationQueue } from '../../src/core/queues/index.ts';
import { password } from '../helpers/world.ts';
import { newVisitor, overflow, violations } from './support/browser.ts';
import { house, signIn, world } from './support/house.ts';

/** Each goes through a whole room, some through all of them. */
const timeout = 180_000;
const root = { id: '', email: 'root@example.com', password };
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

test('a key is made by keyboard, its secret works and is shown once; it is rotated, renamed and revoked', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.getByRole('link', { name: 'API keys' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No API keys yet' }).waitFor();

  await page.getByRole('button', { name: 'New key' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Name').focus();
  await page.keyboard.type('Booking system');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'The secret of Booking system' });
  const shown = async () => (await dialog.locator('code').textContent()) ?? '';
  await dialog.waitFor();
  const first = await shown();
  const calls = (secret: string) => house.fetch('/v1/calls', { headers: { 'x-api-key': secret } });
  expect((await calls(first)).status).toBe(200);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await row(page, 'Booking system').getByText('Active').waitFor();
  // A dialog is hidden a moment before what was in it goes.
  await expect.poll(() => page.content()).not.toContain(first);

  await row(page, 'Booking system').getByRole('button', { name: 'Rotate' }).click();
  await page.getByLabel('The old secret stays good for').selectOption('an hour');
  await page.getByRole('button', { name: 'Make a new secret' }).click();
  await dialog.waitFor();
  const second = await shown();
  expect([(await calls(first)).status, (await calls(second)).status]).toEqual([200, 200]);
  await page.getByRole('button', { name: 'I have it' }).click();
  await row(page, 'Booking system').getByText('old secret until').waitFor();

  await row(page, 'Booking system').getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Name').fill('Another name');
  await page.getByRole('button', { name: 'Save' }).click();
  await row(page, 'Another name').getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row(page, 'Another name').getByText('Revoked').waitFor();
  await expect.poll(async () => (await calls(second)).status).toBe(401);
});

test('somebody is invited, changed, locked out, let in again and removed; nobody does it to themselves', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const self = await mine.newPerson();
  const { page } = await newVisitor(house.url, { mayComplain: /409/ });
  await signIn(page, self);
  await page.goto('/people');
  await row(page, self.email).getByText('you').waitFor();
  expect(await row(page, self.email).getByRole('button').allTextContents()).toEqual(['Change']);

  await page.getByRole('button', { name: 'Invite' }).click();
  const email = `${Date.now()}@example.com`;
  await page.getByLabel('Name').fill('Alan Turing');
  await page.getByLabel('E-mail').fill(self.email);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  // What is refused stands in the form, which stays.
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await row(page, email).getByText('Invited').waitFor();

  const token = await mine.tokenMailedTo(email, 'invitation');
  await mine.ask('POST', '/v1/auth/invitation/accept', { token, password }, {});
  await page.reload();
  await row(page, email).getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Role').selectOption('viewer');
  await page.getByRole('button', { name: 'Save' }).click();
  await row(page, email).getByText('Viewer').waitFor();

  const signsIn = async () =>
    (
      await house.fetch('/v1/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      })
    ).status;
  expect(await signsIn()).toBe(200);
  await row(page, email).getByRole('button', { name: 'Lock' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lock' }).click();
  await row(page, email).getByText('Locked').waitFor();
  expect(await signsIn()).toBe(401);
  await row(page, email).getByRole('button', { name: 'Unlock' }).click();
  await row(page, email).getByText('Active').waitFor();
  expect(await signsIn()).toBe(200);
  await row(page, email).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await row(page, email).waitFor({ state: 'detached' });
});

test('an administrator makes a tenant, limits it, suspends it with a reason and lets it in again', {
  timeout,
}, async () => {
  const { page } = await newVisitor(house.url);
  await signIn(page, root);
  await page.goto('/tenants');
  await page.getByRole('button', { name: 'New tenant' }).click();
  const slug = `dental-${Date.now()}`;
  const fields = page.getByRole('dialog');
  await fields.getByLabel('Name', { exact: true }).fill('Nordic Dental');
  await fields.getByLabel('Short name').fill(slug);
  await fields.getByLabel('Time zone').fill('Europe/Stockholm');
  await fields.getByRole('button', { name: 'Make the tenant' }).click();
  await page.getByRole('heading', { name: 'Nordic Dental' }).waitFor();
  const id = page.url().split('/').at(-1) ?? '';

  const limits = page.getByRole('region', { name: 'Limits', exact: true });
  await limits.getByLabel('Calls at the same time: Refuse at').fill('7');
  await limits.getByRole('button', { name: 'Save' }).click();
  await page.getByText('0 of 7').waitFor();
  // Another part of the same page, after the first has changed the tenant.
  const general = page.getByRole('region', { name: 'General' });
  await general.getByLabel('Name', { exact: true }).fill('Nordic Dental AB');
  await general.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Nordic Dental AB' }).waitFor();

  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByLabel('Why').fill('The invoice of February was not paid.');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('The invoice of February was not paid.').waitFor();
  type Tenant = { status: string; limits: { concurrentCalls: object } };
  const stored = () => world.ask<Tenant>('GET', `/v1/tenants/${id}`);
  expect(await stored()).toMatchObject({ status: 'suspended', limits: { concurrentCalls: { hard: 7 } } });
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByLabel('Why').fill('It was paid.');
  await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
  await page.getByText('It was paid.').waitFor();

  await page.goto('/tenants?status=suspended');
  await page.getByRole('heading', { name: 'Tenants' }).waitFor();
  await page.goto(`/tenants?search=${slug}`);
  await page.getByRole('link', { name: 'Nordic Dental AB' }).waitFor();
});

test('what somebody else has saved meanwhile is not overwritten', { timeout }, async () => {
  const mine = await world.besides();
  const { page } = await newVisitor(house.url, { mayComplain: /409/ });
  await signIn(page, await mine.newPerson());
  await page.goto('/settings');
  const general = page.getByRole('region', { name: 'General' });
  await general.getByLabel('Name').fill('Mine');
  const { rev } = await mine.ask<{ rev: number }>('GET', '/v1/tenant');
  await mine.ask('PATCH', '/v1/tenant', { rev, name: 'Theirs' });
  await general.getByRole('button', { name: 'Save' }).click();
  await general.getByRole('alert').waitFor();
  await general.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => general.getByLabel('Name').inputValue()).toBe('Theirs');
  await general.getByLabel('Name').fill('Ours');
  await general.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await mine.ask('GET', '/v1/tenant')).name).toBe('Ours');
});

test('the audit log shows what changed, is filtered by its address, taken along and verified', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { rev } = await mine.ask<{ rev: number }>('GET', '/v1/tenant');
  await mine.ask('PATCH', '/v1/tenant', { rev, settings: { recording: false } });
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto('/audit');
  await row(page, 'person.invite').first().waitFor();
  await page.getByLabel('Action').fill('tenant.change');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/audit?action=tenant.change');
  await row(page, 'person.invite').first().waitFor({ state: 'detached' });
  const changed = row(page, 'tenant.change');
  await changed.getByText('1 changed').click();
  await changed.getByText('settings.recording').waitFor();
  expect(await changed.locator('del').textContent()).toBe('true');
  expect(await changed.locator('ins').textContent()).toBe('false');

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('audit.csv');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText(/^Whole: each of \d+ entries/).waitFor();
});

test('a dead job is seen with its error and tried again', { timeout }, async () => {
  const { queue, jobId } = await world.newDeadJob();
  const { page } = await newVisitor(house.url);
  await signIn(page, root);
  await page.goto(`/queues?queue=${queue}`);
  const failed = row(page, jobId);
  await failed.waitFor();
  await failed.getByRole('button', { name: 'Try again' }).focus();
  await page.keyboard.press('Enter');
  await failed.waitFor({ state: 'detached' });
  expect((await house.app.queues.dead(notificationQueue)).jobs.map((job) => job.jobId)).not.toContain(jobId);
});

test('whoever may not do it finds no way to it', { timeout }, async () => {
  const mine = await world.besides();
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson('viewer'));
  const names = () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();
  await page.getByRole('link', { name: 'Settings' }).waitFor();
  for (const forbidden of ['API keys', 'People', 'Audit log', 'Tenants', 'Queues', 'Health'])
    expect(await names()).not.toContain(forbidden);
  await page.goto('/settings');
  await page.getByRole('region', { name: 'General' }).waitFor();
  expect(await page.getByLabel('Name').isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await page.getByText('An operator may change them.').waitFor();
  // What looks like a field of somebody who may write in it would be one.
  const ground = (one: Page) =>
    one.evaluate('getComputedStyle(document.querySelector("input[name=name]")).backgroundColor');
  const shown = await ground(page);

  const { page: theirs } = await newVisitor(house.url);
  await signIn(theirs, await mine.newPerson('operator'));
  await theirs.goto('/settings');
  await theirs.getByRole('region', { name: 'General' }).getByRole('button', { name: 'Save' }).waitFor();
  expect(await ground(theirs)).not.toBe(shown);
  // Nothing is offered that has no effect; requests are not told as 0 where nobody counts them.
  expect(await theirs.getByLabel(/record|transcri|origins/i).count()).toBe(0);
  await theirs.getByText('no limit, so they are not counted').waitFor();
  const links = await theirs.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();
  for (const forbidden of ['Tenants', 'Queues', 'Health']) expect(links).not.toContain(forbidden);
});

describe.each([
  ['light', 1280],
  ['dark', 390],
] as const)('in %s at %i', (theme, width) => {
  test('every room of administration is there for everybody', { timeout }, async () => {
    const mine = await world.besides();
    await mine.ask('POST', '/v1/keys', { name: 'Booking system', scopes: ['calls:read', 'calls:write'] });
    await mine.newPerson('viewer');
    await mine.invited();
    await world.newDeadJob();
    const { page } = await newVisitor(house.url, { theme, width });
    await signIn(page, root);
    const of = `tenant=${mine.tenantId}`;
    for (const [address, shown] of [
      [`/keys?${of}`, 'Booking system'],
      [`/people?${of}`, 'Viewer'],
      [`/settings?${of}`, 'Calls at the same time'],
      [`/audit?${of}`, 'person.invite'],
      ['/tenants', 'Example Ltd'],
      [`/tenants/${mine.tenantId}`, 'Refuse at'],
      ['/queues', 'Try again'],
      ['/platform/health', 'MongoDB'],
    ] as const) {
      await page.goto(address);
      await page.locator('main').getByText(shown).first().waitFor();
      expect(await violations(page), address).toEqual([]);
      expect(await overflow(page), address).toBe(0);
    }
    await page.goto(`/keys?${of}`);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').waitFor();
    expect(await violations(page), 'a new key').toEqual([]);
  });
});
