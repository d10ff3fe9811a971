/**
 * Accounts in a real browser, over the real server, database, Redis and sandbox. Those at providers: connected, checked,
 * their secrets changed, their numbers given to somebody and taken back. One's own: name, password, second factor and
 * sessions.
 */
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { administrator } from '../../scripts/up/first-login.ts';
import type { Connection } from '../../src/contract/connections.ts';
import { platformTenantId } from '../../src/core/caller.ts';
import { newId } from '../../src/core/ids.ts';
import { newBland, newTwilio } from '../helpers/calling.ts';
import { newConnection, newSecret } from '../helpers/connections.ts';
import { password } from '../helpers/world.ts';
import { newVisitor, overflow, violations } from './support/browser.ts';
import { house, sandbox, signIn, world } from './support/house.ts';

/** Each goes through a whole room. */
const timeout = 180_000;
const root = { id: '', email: 'root@example.com', password };
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const dialog = (page: Page) => page.getByRole('dialog');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('an account is connected by keyboard, checked, given another secret, and closed again', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { credentials, webhookSecret } = await newBland(sandbox);
  const { page, context } = await newVisitor(house.url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, await mine.newPerson());
  await page.getByRole('link', { name: 'Connections' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No account is connected yet' }).waitFor();
  await button(page, 'Connect an account').focus();
  await page.keyboard.press('Enter');
  const type = async (label: string, text: string) => {
    await dialog(page).getByLabel(label).focus();
    await page.keyboard.type(text);
  };
  await type('Name', 'Bland, pretended');
  await type('API key', credentials.apiKey);
  await type('Webhook secret', webhookSecret);
  await dialog(page).getByLabel('It is a pretended provider').focus();
  await page.keyboard.press('Space');
  await type('Where it is', `${sandbox.url}/bland`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Bland, pretended' }).waitFor();
  expect(await page.content()).not.toContain(credentials.apiKey);

  const [made] = (await mine.ask<{ items: Connection[] }>('GET', '/v1/connections')).items;
  await button(page, 'Copy Webhook').click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(made?.hooks.webhook);
  await button(page, 'Check now').click();
  await page.getByText('Reachable').waitFor();

  const secrets = page.getByRole('region', { name: 'Webhook secrets' });
  await secrets.getByText('The only one').waitFor();
  await secrets.getByRole('button', { name: 'Add a secret' }).click();
  await dialog(page).getByLabel('Secret').fill(newSecret());
  await button(page, 'Add it').click();
  await secrets.getByText('Newest').waitFor();
  await secrets.getByRole('button', { name: 'Remove' }).first().click();
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await secrets.getByText('The only one').waitFor();
  const { secrets: left } = await mine.ask<Connection>('GET', `/v1/connections/${made?.id}`);
  expect(left.map(({ id }) => id)).not.toContain(made?.secrets[0]?.id);

  await button(page, 'Change').click();
  await dialog(page).getByLabel('Name').fill('Bland');
  await dialog(page).getByLabel('State').selectOption('disabled');
  await button(page, 'Save').click();
  await page.getByText('Disabled', { exact: true }).waitFor();
  await button(page, 'Close').click();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await page.getByRole('heading', { name: 'No account is connected yet' }).waitFor();
});

test('credentials that the provider refuses are shown as refused, and others are set', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { credentials } = await newTwilio(sandbox, '+14155550190');
  const { id } = await mine.ask<Connection>('POST', '/v1/connections', {
    name: 'Twilio',
    credentials: { ...credentials, authToken: newSecret() },
    simulated: true,
    baseUrl: `${sandbox.url}/twilio`,
  });
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson());
  await page.goto(`/connections/${id}`);
  await button(page, 'Check now').click();
  await page.getByText('Credentials refused').waitFor();
  await page.getByRole('log').getByText('The provider refuses the credentials').waitFor();
  await button(page, 'New credentials').click();
  await dialog(page).getByLabel('Auth token').fill(credentials.authToken);
  await button(page, 'Set them').click();
  await page.getByRole('log').getByText('The credentials are set').waitFor();
  await button(page, 'Check now').click();
  await page.getByText('Reachable').waitFor();
});

test('a number is added, says who answers, is released, removed, and knows who had it', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { id } = await mine.ask<Connection>('POST', '/v1/connections', newConnection());
  const { page } = await newVisitor(house.url, { mayComplain: /409/ });
  await signIn(page, await mine.newPerson());
  await page.goto(`/connections/${id}`);
  await button(page, 'Add a number').click();
  await dialog(page).getByLabel('Number').fill('+1 (415) 555-0142');
  await dialog(page).getByLabel('Agent').fill('Reception');
  await button(page, 'Add it').click();
  const number = row(page, '+14155550142');
  await number.getByText('Reception').waitFor();

  // While a number is on it, it is not closed, and the API's words say what to do.
  await button(page, 'Close').click();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await page.getByRole('log').getByText('number').waitFor();

  await number.getByRole('button', { name: 'Change' }).click();
  await dialog(page).getByLabel('Agent').fill('Night desk');
  await dialog(page).getByLabel('Greeting', { exact: true }).fill('We are closed.');
  await button(page, 'Save').click();
  await number.getByText('Night desk').waitFor();
  await number.getByText('We are closed.').waitFor();
  await number.getByRole('button', { name: 'Release' }).click();
  await dialog(page).getByRole('button', { name: 'Release' }).click();
  await number.getByText('Nobody: free').waitFor();
  await number.getByRole('button', { name: 'History' }).click();
  await dialog(page).getByText('Reception').waitFor();
  const chapters = await dialog(page).getByRole('listitem').allTextContents();
  expect(chapters.map((text) => text.match(/free|Night desk|Reception/)?.[0])).toEqual([
    'free',
    'Night desk',
    'Reception',
  ]);
  await page.keyboard.press('Escape');
  await number.getByRole('button', { name: 'Remove' }).click();
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await number.waitFor({ state: 'detached' });
});

test("a number of the platform's is moved from one tenant to another, and each sees its own alone", {
  timeout,
}, async () => {
  const [one, other] = [await world.besides(), await world.besides()];
  const { page } = await newVisitor(house.url);
  await signIn(page, root);
  const shared = await house.app.connections.create(administrator(newId('usr'), platformTenantId), {
    simulated: false,
    ...newConnection(),
  });
  await page.goto(`/connections/${shared.id}`);
  await button(page, 'Add a number').click();
  await dialog(page).getByLabel('Number').fill('+14155550177');
  await dialog(page).getByLabel('Tenant').selectOption(one.tenantId);
  await button(page, 'Add it').click();
  const number = row(page, '+14155550177');
  await number.getByRole('button', { name: 'Change' }).click();
  await dialog(page).getByLabel('Agent').fill('Reception');
  await button(page, 'Save').click();
  await number.getByText('Reception').waitFor();

  const { page: theirs } = await newVisitor(house.url);
  await signIn(theirs, await one.newPerson());
  await theirs.goto('/connections');
  await row(theirs, '+14155550177').getByText("The platform's connection").waitFor();
  // Whose it is is not theirs to say.
  expect(await row(theirs, '+14155550177').getByRole('button').allTextContents()).toEqual([
    'Change',
    'History',
  ]);
  await number.getByRole('button', { name: 'Move' }).click();
  await dialog(page).getByLabel('Tenant').selectOption(other.tenantId);
  await dialog(page).getByRole('button', { name: 'Assign' }).click();
  await number.getByText('No agent').waitFor();
  await theirs.reload();
  await theirs.getByRole('heading', { name: 'No numbers yet' }).waitFor();
  type Numbers = { items: { number: string }[] };
  const { items } = await other.ask<Numbers>('GET', '/v1/numbers');
  expect(items.map((line) => line.number)).toEqual(['+14155550177']);
});

test('whoever may not see accounts finds no way to them', { timeout }, async () => {
  const mine = await world.besides();
  const { page } = await newVisitor(house.url, { mayComplain: /403/ });
  await signIn(page, await mine.newPerson('viewer'));
  await page.getByRole('link', { name: 'Settings' }).waitFor();
  expect(await page.getByRole('link', { name: 'Connections' }).count()).toBe(0);
  // Whoever knows the address is told, and not asked to try the same again.
  await page.goto('/connections');
  await page.getByRole('alert').first().waitFor();
  expect(await button(page, 'Try again').count()).toBe(0);
  expect(await page.title()).toBe('Connections · Trunkline');
});

test('somebody changes their name and password, and ends their other sessions', { timeout }, async () => {
  const mine = await world.besides();
  const person = await mine.newPerson('viewer');
  const { page } = await newVisitor(house.url, { mayComplain: /403/ });
  await signIn(page, person);
  const elsewhere = await mine.signIn(person);
  const isIn = async ({ headers }: typeof elsewhere) =>
    (await house.fetch('/v1/auth/me', { headers })).status === 200;
  await page.getByRole('link', { name: person.email }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await button(page, 'Change name').click();
  await dialog(page).getByLabel('Name').fill('Ada King');
  await button(page, 'Save').click();
  await page.getByRole('region', { name: 'You' }).getByText('Ada King').waitFor();

  const sessions = page.getByRole('region', { name: 'Where you are signed in' });
  await sessions.getByText('Chrome on Linux').waitFor();
  await sessions.getByRole('button', { name: /^Sign out .*127\.0\.0\.1$/ }).click();
  await expect.poll(() => isIn(elsewhere)).toBe(false);
  const [one, other] = [await mine.signIn(person), await mine.signIn(person)];
  await page.reload();
  await button(page, 'Sign out everywhere else').click();
  await dialog(page).getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('log').getByText('You are signed in here alone.').waitFor();
  await expect.poll(async () => [await isIn(one), await isIn(other)]).toEqual([false, false]);
  expect(await sessions.getByRole('listitem').count()).toBe(1);

  const third = await mine.signIn(person);
  await button(page, 'Change password').click();
  await dialog(page).getByLabel('Password now').fill('not my password');
  await dialog(page).getByLabel('New password').fill('seven kettles whisper');
  await button(page, 'Change it').click();
  await dialog(page).getByRole('alert').getByText('The password is wrong.').waitFor();
  await dialog(page).getByLabel('Password now').fill(person.password);
  await button(page, 'Change it').click();
  await page.getByRole('log').getByText('Your password is changed').waitFor();
  await expect.poll(() => isIn(third)).toBe(false);
  await page.reload();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await mine.signIn({ ...person, password: 'seven kettles whisper' });
});

test('a second factor is set up with its secret, asked for at the next sign-in, and removed', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const person = await mine.newPerson();
  const { page } = await newVisitor(house.url, { mayComplain: /400/ });
  await signIn(page, person);
  await page.goto('/account');
  const factor = page.getByRole('region', { name: 'Second factor' });
  await factor.getByRole('button', { name: 'Set up' }).click();
  await dialog(page).getByLabel('Password').fill(person.password);
  await button(page, 'Continue').click();
  const secret = ((await factor.locator('code').textContent()) ?? '').replaceAll(' ', '');
  const href = (await factor.getByRole('link').getAttribute('href')) ?? '';
  expect(new URL(href).searchParams.get('secret')).toBe(secret);
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = app.generate();
  await factor.getByLabel('Code that the app shows now').fill(code === '000000' ? '111111' : '000000');
  await factor.getByRole('button', { name: 'Confirm' }).click();
  await factor.getByRole('alert').getByText('This code is not the one').waitFor();
  await factor.getByLabel('Code that the app shows now').fill(app.generate());
  await factor.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.getByRole('dialog', { name: 'Your recovery codes' });
  const first = (await codes.getByRole('listitem').first().textContent()) ?? '';
  await button(page, 'I have them').click();
  await factor.getByText('10 recovery codes are left.').waitFor();
  expect(await page.content()).not.toContain(first);

  const login = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const body = JSON.stringify({ email: person.email, password: person.password });
  const outcome = async () =>
    ((await (await house.fetch('/v1/auth/login', { ...login, body })).json()) as { outcome: string }).outcome;
  expect(await outcome()).toBe('second-factor');
  await factor.getByRole('button', { name: 'Remove' }).click();
  await dialog(page).getByLabel('Password').fill(person.password);
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await factor.getByText('Off', { exact: true }).waitFor();
  expect(await outcome()).toBe('signed-in');
});

describe.each([
  ['light', 1280],
  ['dark', 390],
] as const)('in %s at %i', (theme, width) => {
  test('the accounts and one of them are there for everybody', { timeout }, async () => {
    const mine = await world.besides();
    const { id } = await mine.ask<Connection>('POST', '/v1/connections', newConnection());
    const greeting = { say: 'Thank you for calling. Leave a message.', record: true };
    const line = { connectionId: id, agent: 'Reception', greeting };
    await mine.ask('POST', '/v1/numbers', { ...line, number: '+14155550142' });
    await mine.ask('POST', '/v1/numbers', { connectionId: id, number: '+14155550143' });
    const { page } = await newVisitor(house.url, { theme, width });
    await signIn(page, root);
    for (const address of ['/connections', `/connections/${id}`]) {
      await page.goto(`${address}?tenant=${mine.tenantId}`);
      await page.locator('main').getByText('+14155550142').first().waitFor();
      expect(await violations(page), address).toEqual([]);
      expect(await overflow(page), address).toBe(0);
    }
    await row(page, '+14155550142').getByRole('button', { name: 'History' }).click();
    await page.getByRole('dialog').getByText('now').waitFor();
    expect(await violations(page), 'a history').toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto(`/connections?tenant=${mine.tenantId}`);
    await button(page, 'Connect an account').click();
    await dialog(page).getByLabel('Provider', { exact: true }).selectOption('twilio');
    expect(await violations(page), 'a new account').toEqual([]);
    await page.goto('/account');
    await page.getByText('Where you are signed in').waitFor();
    await page.getByText('Here', { exact: true }).waitFor();
    expect(await violations(page), 'the own account').toEqual([]);
    expect(await overflow(page), 'the own account').toBe(0);
  });
});
