/**
 * Every route that changes something is in the audit log: its row says so or says why not, and when it is called, the
 * entry is there. (That a row says neither does not compile; types.test.ts.)
 */
import { describe, expect, test } from 'vitest';
import type { Route } from '../../../src/routes/frame/route.ts';
import { table } from '../../../src/routes/table.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld } from '../../helpers/world.ts';
import { doings } from './doings.ts';

// Providers are pretended on this machine.
const house = await testApp({ env: { EGRESS_ALLOWED_NETWORKS: '127.0.0.1' } });
const world = await newWorld(house);
const { app, fetch } = house;

const nameOf = ({ method, url }: Pick<Route, 'method' | 'url'>) => `${method} ${url}`;
const mutating = table.filter(({ method }) => method !== 'GET');
const audited = table.filter(({ audit }) => audit !== undefined);

test('a row that changes something has an action, or a reason why it is not audited', () => {
  const silent = mutating.filter(
    ({ audit, unaudited = '' }) => audit === undefined && unaudited.trim() === '',
  );
  expect(silent.map(nameOf)).toEqual([]);
});

test('actions are words of small letters: subject.verb', () => {
  const odd = audited.filter(({ audit = '' }) => !/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/.test(audit));
  expect(odd.map(nameOf)).toEqual([]);
});

test('everything that is audited is tried here, and nothing else', () => {
  expect(Object.keys(doings).sort()).toEqual(audited.map(nameOf).sort());
});

describe.each(audited.map((row) => [nameOf(row), row] as const))('%s', (name, row) => {
  test(`leaves an entry ${row.audit}`, async () => {
    const doing = await doings[name]?.(world);
    const answer = await fetch(doing?.path ?? '', {
      method: row.method,
      headers: {
        ...(doing?.headers ?? world.headers),
        ...(doing?.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(doing?.body !== undefined && { body: JSON.stringify(doing.body) }),
    });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    const requestId = answer.headers.get('x-request-id');
    // What must not tell whether there is such an account answers first and acts afterwards.
    const noted = async () => {
      const entries = await app.database.collection('audit_entries').find({ requestId }).toArray();
      return entries.map(({ action, outcome }) => [action, outcome === 'failed']);
    };
    await expect.poll(noted).toContainEqual([row.audit, false]);
  });
});
