/**
 * Every scenario of the sandbox, over both providers, against a whole Trunkline: in the end the API says of each call
 * what was said and done in it, whatever the network did with the webhooks on their way.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { loadScenarios } from '../../sandbox/scenarios/load.ts';
import { play, targetOf } from '../../scripts/call/sandbox.ts';
import { verdictOn } from '../../scripts/call/trunkline.ts';
import { connectSandbox } from '../../scripts/up/demonstration.ts';
import { administrator } from '../../scripts/up/first-login.ts';
import type { CallPage } from '../../src/contract/call-queries.ts';
import { newId } from '../../src/core/ids.ts';
import { keyScopes } from '../../src/core/permissions.ts';
import { sandboxedHouse } from '../helpers/sandboxed.ts';
import { newWorld } from '../helpers/world.ts';
import { speechCacheDir } from '../sandbox/helpers/frame.ts';

const { sandbox, house } = await sandboxedHouse({
  speed: 20,
  speechCacheDir,
  // As much faster as the scene.
  env: { CALLS_SILENT_SECONDS: '1' },
});
const { app } = house;
const world = await newWorld(house);
const { tenantId } = world;

/** As the worker does it. */
const over = new AbortController();
const sweeping = (async () => {
  const { intake, reconcile } = app.calls;
  while (!over.signal.aborted) {
    await intake.sweep();
    await reconcile.silent(over.signal);
    await reconcile.missed(over.signal);
    await reconcile.parked(over.signal);
    await sleep(250);
  }
})();
afterAll(async () => {
  over.abort();
  await sweeping;
});

test('each call is in the log as it was', { timeout: 300_000 }, async () => {
  await connectSandbox(app, administrator(newId('usr'), tenantId), sandbox.url);
  const key = { name: 'Looks', scopes: keyScopes };
  const { secret: apiKey } = await world.ask<{ secret: string }>('POST', '/v1/keys', key);
  const api = { url: house.url, apiKey };
  const pieces = [...(await loadScenarios()).values()].flatMap(({ providers }) => providers);
  const order = { count: pieces.length, rate: 6, seed: '7', faults: 0, target: await targetOf(api) };
  const { calls, notPlaced } = await play(sandbox.url, order, () => undefined);
  expect(notPlaced).toEqual([]);
  expect(calls).toHaveLength(pieces.length);
  const verdicts = await Promise.all(
    calls.map(async (report) => {
      const findings = await verdictOn(api, report, 60_000);
      return findings.filter(({ same }) => !same).map((finding) => ({ ...finding, ...report }));
    }),
  );
  expect(verdicts.flat()).toEqual([]);
  const all = await world.ask<CallPage>('GET', '/v1/calls?limit=100');
  expect(all.items).toHaveLength(pieces.length);
  expect(all.items.filter(({ ended }) => !ended)).toEqual([]);
});
