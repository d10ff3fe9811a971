/**
 * Many calls at once, over both providers, through a server and a worker in processes of their own, while every kind of
 * fault strikes webhooks and providers' answers alike: in the end each call is in the log once, and has ended as it did.
 */
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { forAnswers } from '../../sandbox/frame/faults.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { play, targetOf } from '../../scripts/call/sandbox.ts';
import { verdictOn } from '../../scripts/call/trunkline.ts';
import { connectSandbox } from '../../scripts/up/demonstration.ts';
import { administrator } from '../../scripts/up/first-login.ts';
import { newId } from '../../src/core/ids.ts';
import { keyScopes } from '../../src/core/permissions.ts';
import { processEnvironment, testApp } from '../helpers/app.ts';
import { startChild } from '../helpers/child.ts';
import { freePort } from '../helpers/free-port.ts';
import { newWorld } from '../helpers/world.ts';
import { speechCacheDir } from '../sandbox/helpers/frame.ts';

/** 30 are a sample; FAULTY_CALLS=500 is the proof. */
const COUNT = Number(process.env.FAULTY_CALLS ?? 30);
const share = 0.05;
/** Life is so many times faster, and so is Trunkline's patience with it. */
const speed = 20;
const patience = { CALLS_SILENT_SECONDS: String(600 / speed), CALLS_MISSED_SECONDS: String(300 / speed) };

const port = String(await freePort());
const url = `http://127.0.0.1:${port}`;
const reachable = { PUBLIC_URL: url, EGRESS_ALLOWED_NETWORKS: '127.0.0.1' };
/** Only furnishes, and looks: it hears of no webhook and sweeps nothing. */
const house = await testApp({ env: reachable });
const world = await newWorld(house);
const { app } = house;
const { MONGODB_URI, REDIS_URL, REDIS_PREFIX } = app.config;

async function startTrunkline(): Promise<void> {
  const env = {
    ...processEnvironment(),
    ...reachable,
    ...patience,
    MONGODB_URI,
    REDIS_URL: REDIS_URL ?? '',
    REDIS_PREFIX,
    PORT: port,
    RATE_LIMIT_CONNECTION_REQUESTS: '1000000000',
    RATE_LIMIT_CALLER_REQUESTS: '1000000000',
  };
  const started = (script: string) =>
    startChild(new URL(`../../src/${script}.ts`, import.meta.url), { env, cwd: tmpdir() });
  const [server, worker] = [started('server'), started('worker')];
  await Promise.all([server.says('server is listening at '), worker.says('"message":"the worker works"')]);
}

test(`each of ${COUNT} calls is in the log once and as it was, whatever the network does`, {
  timeout: 400_000 + COUNT * 1_000,
}, async () => {
  const sandbox = await startSandbox({ speed, speechCacheDir });
  try {
    await startTrunkline();
    await connectSandbox(app, administrator(newId('usr'), world.tenantId), sandbox.url);
    const key = { name: 'Looks', scopes: keyScopes };
    const { secret: apiKey } = await world.ask<{ secret: string }>('POST', '/v1/keys', key);
    const api = { url, apiKey };
    for (const vendor of ['bland', 'twilio']) {
      for (const kind of forAnswers) {
        sandbox.faults.add({ vendor, direction: 'in', kind, probability: share, delayMs: 500 });
      }
    }
    const order = { count: COUNT, rate: 20, seed: '7', faults: share, target: await targetOf(api) };
    const { calls: played, notPlaced, balance } = await play(sandbox.url, order, () => undefined);
    expect(notPlaced).toEqual([]);
    expect(played).toHaveLength(COUNT);
    expect(balance.attempts).toBeGreaterThan(balance.webhooks);

    const { tenantId } = world;
    const [calls, receipts] = [app.database.collection('calls'), app.database.collection('receipts')];
    const state = async () => ({
      calls: await calls.countDocuments({ tenantId }),
      underWay: await calls.countDocuments({ tenantId, ended: false }),
      undone: await receipts.countDocuments({ state: { $ne: 'done' } }),
    });
    const over = { calls: COUNT, underWay: 0, undone: 0 };
    await expect.poll(state, { timeout: 300_000, interval: 1_000 }).toEqual(over);

    const wrong: unknown[] = [];
    for (const report of played) {
      const findings = (await verdictOn(api, report, 30_000)).filter(({ same }) => !same);
      const { id, scenario, provider } = report;
      for (const finding of findings) wrong.push({ id, scenario, provider, ...finding });
    }
    expect(wrong).toEqual([]);
    const found = await calls.find({ tenantId }).toArray();
    expect(found.map(({ providerCallId }) => providerCallId).toSorted()).toEqual(
      played.map(({ id }) => id).toSorted(),
    );
    const log = await app.database.collection('events').find({ tenantId }).sort({ seq: 1 }).toArray();
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    const ends = log.filter(({ type }) => type === 'call.disconnected').map(({ callId }) => callId);
    expect(ends.toSorted()).toEqual(found.map(({ _id }) => String(_id)).toSorted());
  } finally {
    await sandbox.close();
  }
});
