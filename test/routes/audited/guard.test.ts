/**
 * Every route that changes something is in the audit log: its row says so or says why not, and when it is called, the
 * entry is there. (That a row says neither does not compile; types.test.ts.)
 */
import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import type { Route } from '../../../src/routes/frame/route.ts';
import { callerGuards } from '../../../src/routes/guards/callers.ts';
import { table } from '../../../src/routes/table.ts';
import { testApp } from '../../helpers/app.ts';
import { testDoors } from '../../helpers/doors.ts';
import { doings, type World } from './doings.ts';

const doors = testDoors();
const { app, fetch } = await testApp({ guards: callerGuards(doors) });
const tenantId = newId('ten');
const world: World = {
  app,
  fetch,
  tenantId,
  headers: {
    authorization: `Bearer ${doors.tokenOf('administrator', tenantId)}`,
    'content-type': 'application/json',
  },
};

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
      headers: { ...world.headers, ...doing?.headers },
      ...(doing?.body !== undefined && { body: JSON.stringify(doing.body) }),
    });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    const requestId = answer.headers.get('x-request-id');
    const entries = await app.database.collection('audit_entries').find({ requestId }).toArray();
    expect(entries.map(({ action, outcome }) => [action, outcome === 'failed'])).toContainEqual([
      row.audit,
      false,
    ]);
  });
});
