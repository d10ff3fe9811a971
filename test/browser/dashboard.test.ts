/**
 * The dashboard in a real browser, over the real server, database, Redis and sandbox. One file, so that all of it
 * shares one server and one browser. Every visitor fails its test over an error in the console or a request outside.
 */
import { describe, expect, test } from 'vitest';
import { play, targetOf } from '../../scripts/call/sandbox.ts';
import { connectSandbox } from '../../scripts/up/demonstration.ts';
import { administrator } from '../../scripts/up/first-login.ts';
import { newId } from '../../src/core/ids.ts';
import { keyScopes } from '../../src/core/permissions.ts';
import { startProxy } from '../helpers/proxy.ts';
import { newVisitor, violations } from './support/browser.ts';
import { house, newLiveCall, sandbox, signIn, world } from './support/house.ts';

const timeout = 120_000;

test('somebody signs in and watches a simulated call from ring to end, by keyboard alone', {
  timeout,
}, async () => {
  const mine = await world.besides();
  await connectSandbox(house.app, administrator(newId('usr'), mine.tenantId), sandbox.url);
  const person = await mine.newPerson();
  const { page } = await newVisitor(house.url);
  await page.goto('/');
  await page.waitForURL('**/sign-in?**');
  await page.getByLabel('E-mail').focus();
  await page.keyboard.type(person.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Simulate a call' }).waitFor();
  await page.getByRole('status').getByText('Up to date').waitFor();

  const { secret: apiKey } = await mine.ask<{ secret: string }>('POST', '/v1/keys', {
    name: 'Places',
    scopes: keyScopes,
  });
  const target = await targetOf({ url: house.url, apiKey });
  const order = {
    scenarios: ['happy-path'],
    provider: 'bland',
    count: 1,
    rate: 5,
    seed: '3',
    faults: 0,
    target,
  };
  const playing = play(sandbox.url, order, () => undefined);
  const row = page.locator('[data-call]');
  await row.waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('complementary', { name: 'Call' });
  await drawer.waitFor();
  await row.getByText('Simulated').waitFor();
  const { calls } = await playing;
  await row.getByText('Ended', { exact: true }).waitFor();
  await page.locator('dl').getByText('100%').waitFor();
  const said = calls[0]?.conversation.find(({ who, text }) => who === 'person' && text !== '')?.text ?? '';
  const words = said.split(' ').slice(0, 3).join(' ');
  await drawer.getByText(words).first().waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('nobody');
  await page.getByRole('heading', { name: 'No call fits this filter' }).waitFor();
  await page.waitForURL('**/live?*find=nobody*');
});

test('a lost connection is shown, and what was missed is there when it is back', { timeout }, async () => {
  const mine = await world.besides();
  const [stays, ends] = [await newLiveCall(mine, '+14155550111'), await newLiveCall(mine, '+14155550122')];
  const line = await startProxy({ host: '127.0.0.1', port: house.port });
  // What a browser says of a line that is cut.
  const mayComplain = /ERR_|WebSocket/;
  const { page } = await newVisitor(`http://127.0.0.1:${line.port}`, { mayComplain });
  await signIn(page, await mine.newPerson());
  await page.locator(`[data-call="${ends.id}"]`).waitFor();
  line.cut();
  await page.getByRole('status').getByText('Connection lost').waitFor();
  await ends.end();
  await stays.says('Are you still there?');
  const came = await newLiveCall(mine, '+14155550133');
  line.mend();
  await page.getByRole('status').getByText('Up to date').waitFor();
  await page.locator(`[data-call="${came.id}"]`).waitFor();
  await page.locator(`[data-call="${stays.id}"]`).getByText('Are you still there?').waitFor();
  await page.locator(`[data-call="${ends.id}"]`).getByText('Ended', { exact: true }).waitFor();
});

test('people of two tenants side by side see their own calls alone', { timeout }, async () => {
  const tenants = [await world.besides(), await world.besides()];
  const visitors = await Promise.all(
    tenants.map(async (of) => {
      const visitor = await newVisitor(house.url, { mayComplain: /404/ });
      await signIn(visitor.page, await of.newPerson());
      return visitor;
    }),
  );
  const numbers = ['+14155550144', '+14155550155'];
  const calls = await Promise.all(tenants.map((of, index) => newLiveCall(of, numbers[index] ?? '')));
  for (const [index, { page }] of visitors.entries()) {
    await page.getByText(numbers[index] ?? '').waitFor();
    expect(await page.locator('[data-call]').count()).toBe(1);
    await page.goto(`/calls/${calls[1 - index]?.id}`);
    await page.getByText('There is no call with this id.').waitFor();
  }
});

// What a tab that is loaded anew has left behind may have overtaken it in the browser as well as at the server.
test('a tab that asks with a cookie of a moment ago waits for the newer one, and nobody is signed out', {
  timeout,
}, async () => {
  const mine = await world.besides();
  const { page, context, newTab } = await newVisitor(house.url, { mayComplain: /409/ });
  await signIn(page, await mine.newPerson());
  const old = await context.cookies();
  // Each time it is loaded the cookie is replaced.
  for (const _ of [1, 2]) {
    await page.goto('/calls');
    await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
  }
  const newest = await context.cookies();
  await context.addCookies(old);
  const tab = await newTab();
  const [refused] = await Promise.all([
    tab.waitForResponse((answer) => answer.url().endsWith('/v1/auth/refresh')),
    tab.goto('/calls'),
  ]);
  expect(refused.status()).toBe(409);
  await context.addCookies(newest);
  await tab.getByRole('heading', { name: 'No calls yet' }).waitFor();
  expect(new URL(tab.url()).pathname).toBe('/calls');
});

test('several tabs share one session, however they hurry', { timeout }, async () => {
  const mine = await world.besides();
  // A request that was left behind is refused, and nothing more; and when the session has ended, what
  // the other tabs still ask before they hear of it is refused as well.
  const visitor = await newVisitor(house.url, { mayComplain: /40[19]/ });
  await signIn(visitor.page, await mine.newPerson());
  const tabs = [visitor.page, await visitor.newTab(), await visitor.newTab()];
  await Promise.all(tabs.map((tab) => tab.goto('/calls')));
  for (const _ of [1, 2]) await Promise.all(tabs.map((tab) => tab.reload()));
  for (const tab of tabs) await tab.getByRole('heading', { name: 'No calls yet' }).waitFor();
  await visitor.page.getByRole('button', { name: 'Sign out' }).click();
  for (const tab of tabs) await tab.waitForURL('**/sign-in**');
});

test('a viewer sees numbers masked, and an administrator all tenants or one', { timeout }, async () => {
  const mine = await world.besides();
  const { id } = await newLiveCall(mine, '+14155550166');
  const { page } = await newVisitor(house.url);
  await signIn(page, await mine.newPerson('viewer'));
  await page.locator(`[data-call="${id}"]`).getByText('+1 ••• ••• 0166').waitFor();

  const { page: theirs } = await newVisitor(house.url);
  const root = { id: '', email: 'root@example.com', password: 'violin harbor tractor' };
  await signIn(theirs, root);
  await theirs.locator(`[data-call="${id}"]`).getByText('+14155550166').waitFor();
  const other = await world.besides();
  await theirs.goto(`/live?tenant=${other.tenantId}`);
  await theirs.getByText('npm run call').waitFor();
});

describe.each([
  ['light', 1280],
  ['dark', 390],
] as const)('in %s at %i', (theme, width) => {
  test('every page is there for everybody', { timeout }, async () => {
    const mine = await world.besides();
    const { id, says } = await newLiveCall(mine, '+14155550177');
    await says('Do you open on Sundays?');
    await mine.newCall();
    const { page } = await newVisitor(house.url, { theme, width });
    const { token } = await mine.invited();
    for (const [address, shown] of [
      ['/sign-in', 'Forgot the password?'],
      ['/forgotten', 'Send a link'],
      [`/password#${token}`, 'Save the password'],
      [`/invitation#${token}`, 'Join'],
    ] as const) {
      await page.goto(address);
      await page.getByText(shown, { exact: true }).waitFor();
      expect(await violations(page), address).toEqual([]);
    }
    await signIn(page, await mine.newPerson());
    await page.locator(`[data-call="${id}"]`).waitFor();
    expect(await violations(page), 'live').toEqual([]);
    await page.locator(`[data-call="${id}"]`).click();
    await page.getByRole('listitem').filter({ hasText: 'Do you open on Sundays?' }).last().waitFor();
    await page.getByRole('button', { name: 'Timeline' }).click();
    await page.getByText('call.incoming').first().waitFor();
    expect(await violations(page), 'the drawer').toEqual([]);
    await page.goto('/calls');
    await page.locator('a[href^="/calls/call_"]').first().waitFor();
    expect(await violations(page), 'calls').toEqual([]);
    await page.goto(`/calls/${id}`);
    await page.getByText('call.incoming').first().waitFor();
    expect(await violations(page), 'a call').toEqual([]);
  });
});
