/** A whole Trunkline with a sandbox, for people in browsers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { fact } from '../../../src/core/calls/fact.ts';
import type { Fact } from '../../../src/core/calls/facts.ts';
import { homeIdOf } from '../../../src/core/calls/ids.ts';
import { newId } from '../../../src/core/ids.ts';
import { newConnection } from '../../helpers/connections.ts';
import { sandboxedHouse } from '../../helpers/sandboxed.ts';
import { newWorld, type Person, type World } from '../../helpers/world.ts';
// Before the house, which looks at its end for what was opened since its beginning: side by side, either may be first.
import './browser.ts';

const speechCacheDir = mkdtempSync(join(tmpdir(), 'browser-speech-'));
afterAll(() => rmSync(speechCacheDir, { recursive: true }));
export const { sandbox, house } = await sandboxedHouse({
  speed: 15,
  speechCacheDir,
  env: { RATE_LIMIT_LOGINS: '1000' },
});
export const world = await newWorld(house);

export async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/live');
}

export interface LiveCall {
  readonly id: string;
  tell(...facts: Fact[]): Promise<void>;
  says(text: string): Promise<void>;
  end(): Promise<void>;
}

/** One that came in and goes on until it is ended, over a connection of the tenant's own. */
export function newLiveCall(of: World, from: string): Promise<LiveCall> {
  const to = '+14155550100';
  return newCallOf(
    of,
    fact('started', 'provider', { direction: 'inbound', from, to }, new Date()),
    fact('answered', 'provider', {}, new Date()),
  );
}

/** One of which no more is known than these. */
export async function newCallOf(of: World, ...first: Fact[]): Promise<LiveCall> {
  const { app } = house;
  const made = await of.ask<{ id: string }>('POST', '/v1/connections', newConnection());
  const connection = await app.connections.byId(made.id);
  if (connection === undefined) throw new Error('the connection that was made is not there');
  const providerCallId = newId('call');
  const source = 'provider';
  const tell = async (...facts: Fact[]) => {
    await app.calls.intake.tell(connection, '@reconciliation', [{ providerCallId, facts }]);
    await app.calls.intake.idle();
  };
  let said = 0;
  await tell(...first);
  return {
    id: homeIdOf(connection.id, providerCallId),
    tell,
    says(text) {
      said += 1;
      return tell(fact('line', source, { who: 'caller', text, number: said }, new Date()));
    },
    end: () => tell(fact('ended', source, { as: 'completed', by: 'caller' }, new Date())),
  };
}
