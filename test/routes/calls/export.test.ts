/** A list as a file: all of it, as the API has it, for the eyes of whoever takes it, and never a part that looks whole. */
import { expect, onTestFinished, test, vi } from 'vitest';
import type { CallPage } from '../../../src/contract/call-queries.ts';
import type { Call } from '../../../src/contract/calls.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import { exportOf } from '../../../src/services/calls/read/export.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld, type World } from '../../helpers/world.ts';
import { newStoredCall } from '../../services/calls/support/stored-call.ts';

const house = await testApp();
const world = await newWorld(house);
const { calls } = house.app.models;
const everything = systemScope('a test that makes many calls', house.app.log);

async function manyCalls(tenantId: string, many: number): Promise<void> {
  const all = Array.from({ length: many }, (_, index) =>
    newStoredCall({
      tenantId,
      startedAt: new Date(Date.UTC(2026, 2, 1) + Math.floor(index / 3) * 1_000),
      from: '+14155550142',
      summary: index === 0 ? '=cmd|"/c calc"!A1\r\nand, "so" on' : 'x'.repeat(300),
      cost: { micros: '-8500', currency: 'USD' },
    }),
  );
  await calls.insertMany(everything, all, { ordered: false });
}

const fileOf = async (of: World, query: string, headers = of.headers) => {
  const answer = await house.fetch(`/v1/calls/export?${query}`, { headers: { ...headers } });
  expect(answer.status).toBe(200);
  return { answer, text: await answer.text() };
};

/** By the letter of RFC 4180. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('every call once, in the order of the list, as the list has it', async () => {
  const mine = await world.besides();
  await manyCalls(mine.tenantId, 1_201);
  const { answer, text } = await fileOf(mine, 'format=ndjson&sort=oldest');
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  const exported = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Call);
  expect(new Set(exported.map(({ id }) => id)).size).toBe(1_201);
  expect(exported).toHaveLength(1_201);
  const { items } = await mine.ask<CallPage>('GET', '/v1/calls?sort=oldest&limit=100');
  expect(exported.slice(0, 100)).toEqual(items);
});

test('as CSV, in which nothing can be taken for a formula and numbers stay what they are', async () => {
  const mine = await world.besides();
  await manyCalls(mine.tenantId, 2);
  const { answer, text } = await fileOf(mine, 'sort=oldest');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="calls.csv"');
  const [header = [], ...rows] = parsed(text);
  const row = (rows.find((one) => one.some((cell) => cell.includes('calc'))) ?? []).map((cell, index) => [
    header[index],
    cell,
  ]);
  expect(rows).toHaveLength(2);
  expect(Object.fromEntries(row)).toMatchObject({
    startedAt: '2026-03-01T00:00:00.000Z',
    from: '+14155550142',
    costAmount: '-0.0085',
    summary: '\'=cmd|"/c calc"!A1\r\nand, "so" on',
    to: '',
  });
});

test('with the filters of the list, and for the eyes of whoever takes it', async () => {
  const mine = await world.besides();
  const id = await mine.newCall();
  await mine.newCall('+14155550143');
  const viewer = await mine.signIn(await mine.newPerson('viewer'));
  const number = encodeURIComponent('+14155550142');
  const { text } = await fileOf(mine, `format=ndjson&from=${number}`);
  expect(JSON.parse(text)).toMatchObject({ id, from: '+14155550142' });
  const masked = await fileOf(mine, '', viewer.headers);
  expect((await fileOf(mine, 'format=ndjson&status=busy,completed')).text.trim().split('\n')).toHaveLength(2);
  expect((await fileOf(mine, 'format=ndjson&status=busy,failed')).text).toBe('');
  expect(masked.text).toContain(',+1 ••• ••• 0142,');
  expect(masked.text).not.toMatch(/5550142|Lovelace/);
});

test('the audit log knows who took it, and nothing of whom it is about', async () => {
  const mine = await world.besides();
  await fileOf(mine, 'from=%2B14155550142&status=completed');
  const entries = house.app.database.collection('audit_entries');
  const entry = await entries.findOne({ tenantId: mine.tenantId, action: 'call.export' });
  expect(JSON.parse(entry?.after)).toEqual({
    format: 'csv',
    sort: 'newest',
    status: ['completed'],
    searched: { from: true, to: false, q: false },
  });
});

test('a file that breaks off is cut, so that nobody takes it for whole', async () => {
  const spied = vi.spyOn(house.app.calls, 'export');
  onTestFinished(() => spied.mockRestore());
  const call = await world.ask<Call>('GET', `/v1/calls/${await world.newCall()}`);
  spied.mockImplementationOnce(async () => {
    async function* some() {
      for (let index = 0; index < 500; index += 1) yield call;
      throw new Error('the database went away');
    }
    return exportOf(some(), 'ndjson');
  });
  await expect(fileOf(world, 'format=ndjson')).rejects.toThrow();
});

test('whoever is slow to take it is not read ahead for', async () => {
  const call = await world.ask<Call>('GET', `/v1/calls/${await world.newCall()}`);
  let read = 0;
  async function* many() {
    for (; read < 100_000; read += 1) yield call;
  }
  const { body } = exportOf(many(), 'csv');
  const [first] = await body.take(1).toArray();
  expect(String(first).length).toBeGreaterThan(65_000);
  expect(read).toBeLessThan(3_000);
});
