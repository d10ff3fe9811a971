/**
 * Getting in and staying in, as people do it: by a second factor, by the links of mails, and with a page that stays
 * open for longer than its access token is good.
 */
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { newVisitor } from './support/browser.ts';
import { house, newLiveCall, signIn, world } from './support/house.ts';

const timeout = 120_000;
const next = 'seven kettles whisper';
/** Half a minute of it is kept back: so a token is renewed a few seconds after the sign-in. */
const soonMs = 38_000;

async function typePassword(page: Page, { email, password }: { email: string; password: string }) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Somebody whose sign-in asks for a second step: how their app makes codes, and the codes for when it is lost. */
async function withSecondFactor() {
  const person = await (await world.besides()).newPerson();
  const { headers } = await world.signIn(person);
  const { password } = person;
  const { secret } = await world.ask<{ secret: string }>('POST', '/v1/auth/totp', { password }, headers);
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = app.generate();
  const { recoveryCodes } = await world.ask<{ recoveryCodes: string[] }>(
    'POST',
    '/v1/auth/totp/confirm',
    { code },
    headers,
  );
  // A code is good once: the next one is that of the next half minute.
  const later = () => app.generate({ timestamp: Date.now() + 30_000 });
  return { person, usedCode: code, nextCode: later, recoveryCodes };
}

test('whoever has a second factor is asked for it, and gets in by its code', { timeout }, async () => {
  const { person, usedCode, nextCode } = await withSecondFactor();
  const { page } = await newVisitor(house.url, { mayComplain: /401/ });
  await typePassword(page, person);
  await page.getByLabel('Code of your authenticator app').fill(usedCode);
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('alert').waitFor();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByLabel('Code of your authenticator app').fill(nextCode());
  await page.keyboard.press('Enter');
  await page.waitForURL('**/live');
});

test('a recovery code gets in once, where the app is lost', { timeout }, async () => {
  const { person, recoveryCodes } = await withSecondFactor();
  const { page } = await newVisitor(house.url, { mayComplain: /401/ });
  const typeCode = async () => {
    await typePassword(page, person);
    await page.getByLabel('Code of your authenticator app').fill(recoveryCodes[0] ?? '');
    await page.getByRole('button', { name: 'Verify' }).click();
  };
  await typeCode();
  await page.waitForURL('**/live');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in**');
  await typeCode();
  await page.getByRole('alert').waitFor();
});

test('an access token runs out under an open page, which goes on and keeps its feed', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { id, says } = await newLiveCall(mine, '+14155550188');
  const { page } = await newVisitor(house.url);
  const asked: string[] = [];
  const told: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => told.push(String(payload))));
  // The page is told that its token ends soon; the next one is as good as the server says.
  await page.route('**/v1/auth/login', async (route) => {
    const response = await route.fetch();
    const accessExpiresAt = new Date(Date.now() + soonMs).toISOString();
    await route.fulfill({ response, json: { ...(await response.json()), accessExpiresAt } });
  });
  await signIn(page, await mine.newPerson());
  await page.locator(`[data-call="${id}"]`).waitFor();
  const refreshes = () => asked.filter((path) => path === '/v1/auth/refresh').length;
  const sockets = () => told.filter((frame) => frame.startsWith('40')).length;
  const renewals = () => told.filter((frame) => frame.includes('"renew"')).length;
  expect([refreshes(), sockets(), renewals()]).toEqual([0, 1, 0]);
  await expect.poll(renewals, { timeout: 30_000 }).toBe(1);
  expect([refreshes(), sockets()]).toEqual([1, 1]);
  await says('Are you still there?');
  await page.locator(`[data-call="${id}"]`).getByText('Are you still there?').waitFor();
  expect(new URL(page.url()).pathname).toBe('/live');
});

test('a forgotten password is chosen anew by the link of a mail', { timeout }, async () => {
  const mine = await world.besides();
  const person = await mine.newPerson();
  const { page } = await newVisitor(house.url, { mayComplain: /401/ });
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot the password?' }).click();
  // The page before it has a field of the same name.
  await page.getByRole('heading', { name: 'Forgot the password' }).waitFor();
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Send a link' }).click();
  await page.getByRole('status').getByText('a link is on its way').waitFor();
  await page.goto(`/password#${await mine.tokenMailedTo(person.email, 'password-reset')}`);
  await page.getByLabel('New password').fill(next);
  await page.getByRole('button', { name: 'Save the password' }).click();
  await page.getByRole('status').getByText('Your password is saved').waitFor();
  await typePassword(page, person);
  await page.getByRole('alert').waitFor();
  await signIn(page, { ...person, password: next });
});

test('somebody who is invited joins by the link of a mail, under the name they choose', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { id, email, token } = await mine.invited('viewer');
  const { page } = await newVisitor(house.url);
  await page.goto(`/invitation#${token}`);
  await page.getByText('invites you as viewer').waitFor();
  await page.getByLabel('Your name').fill('Mary Somerville');
  await page.getByLabel('Password').fill(next);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('status').getByText('Your password is saved').waitFor();
  await page.getByRole('link', { name: 'Back to sign in' }).click();
  await signIn(page, { id, email, password: next });
  await page.getByText('Mary Somerville').waitFor();
});
