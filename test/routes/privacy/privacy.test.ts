/** Erasing and exporting over HTTP. */
import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { callerGuards } from '../../../src/routes/guards/callers.ts';
import { testApp } from '../../helpers/app.ts';
import { testDoors } from '../../helpers/doors.ts';

const doors = testDoors();
const { app, fetch: ask, lines } = await testApp({ guards: callerGuards(doors) });
const number = '+14155550142';

function person(role: 'operator' | 'viewer' = 'operator', tenantId: string = newId('ten')) {
  const token = doors.tokenOf(role, tenantId);
  const call = (method: string, path: string, body?: unknown) =>
    ask(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { tenantId, scope: scopeFromJob({ tenantId }), call };
}

const work = () => app.privacy.sweeps.erasures(new AbortController().signal);

describe('202, 200', () => {
  test('an erasure is accepted, worked on, and shown with its report', async () => {
    const { call } = person();
    const accepted = await call('POST', '/v1/erasures', { number });
    expect(accepted.status).toBe(202);
    const asked = (await accepted.json()) as { id: string; state: string };
    expect(asked.state).toBe('waiting');
    await work();
    const shown = await call('GET', `/v1/erasures/${asked.id}`);
    expect(shown.status).toBe(200);
    const erasure = (await shown.json()) as { state: string; report: { kind: string }[] };
    expect(erasure.state).toBe('done');
    expect(erasure.report.map(({ kind }) => kind)).toContain('audit');
    expect(JSON.stringify(erasure)).not.toContain('4155550142');
  });

  test('a list goes page by page, the newest first', async () => {
    const { call } = person();
    const ids: string[] = [];
    for (const last of ['0', '1', '2']) {
      const answer = await call('POST', '/v1/erasures', { number: `+1415555014${last}` });
      ids.unshift(((await answer.json()) as { id: string }).id);
    }
    type Page = { items: { id: string }[]; nextCursor: string | null };
    const first = (await (await call('GET', '/v1/erasures?limit=2')).json()) as Page;
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = (await (
      await call('GET', `/v1/erasures?limit=2&cursor=${first.nextCursor}`)
    ).json()) as Page;
    expect(second).toMatchObject({ items: [{ id: ids[2] }], nextCursor: null });
    await work();
  });

  test('an export comes as lines of JSON, the last of which says that it is whole', async () => {
    const answer = await person().call('POST', '/v1/exports', { number });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const said = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(said[0]).toMatchObject({ type: 'export', number });
    expect(said.at(-1)).toEqual({ type: 'end', counts: { calls: 0 } });
  });
});

describe('400', () => {
  test.each(['2125550188', '+1 212 555 0188', '+0125550188', 'anonymous', '', 2125550188])(
    'for what is no number of E.164: %j',
    async (wrong) => {
      for (const path of ['/v1/erasures', '/v1/exports']) {
        const answer = await person().call('POST', path, { number: wrong });
        expect(answer.status).toBe(400);
        const said = await answer.text();
        expect(JSON.parse(said)).toMatchObject({
          code: 'VALIDATION_FAILED',
          details: [{ path: 'body.number' }],
        });
        if (String(wrong).length > 8) expect(said).not.toContain(String(wrong));
      }
    },
  );

  test('for a cursor of another list', async () => {
    const answer = await person().call('GET', '/v1/erasures?cursor=nonsense');
    expect(answer.status).toBe(400);
  });
});

test('403 for who may not: a viewer', async () => {
  const { call } = person('viewer');
  for (const [method, path] of [
    ['POST', '/v1/erasures'],
    ['GET', '/v1/erasures'],
    ['GET', '/v1/erasures/era_1'],
    ['POST', '/v1/exports'],
  ] as const) {
    const answer = await call(method, path, method === 'POST' ? { number } : undefined);
    expect(answer.status, `${method} ${path}`).toBe(403);
  }
});

test("404 for another tenant's erasure, as for one that does not exist", async () => {
  const [mine, theirs] = [person(), person()];
  const { id } = (await (await theirs.call('POST', '/v1/erasures', { number })).json()) as { id: string };
  const said = async (of: string) => {
    const answer = await mine.call('GET', `/v1/erasures/${of}`);
    const { requestId: _, timestamp: __, ...rest } = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, ...rest };
  };
  expect(await said(id)).toEqual(await said(newId('era')));
  expect((await said(id)).status).toBe(404);
  await work();
});

test('nothing that was asked for is in the log', () => {
  expect(JSON.stringify(lines)).not.toContain('4155550142');
});
