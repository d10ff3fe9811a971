/**
 * Everything about one number of one tenant goes, and nothing else; the report is exact wherever the process ended in
 * between; what must not come back is known.
 */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { NotFoundError } from '../../../src/core/errors.ts';
import type { Kind } from '../../../src/services/privacy/kind.ts';
import { productKinds } from '../../../src/services/privacy/kinds/index.ts';
import { database } from '../../helpers/mongo.ts';
import { breath, privacyHouse, visitsIn, visitsKind } from './support/visits.ts';

// Each is many steps on a real database, which a busy machine takes slowly.
vi.setConfig({ testTimeout: 120_000 });

const mongo = await database();
/** What the kind of the test does instead, for as long as a test says so. */
let disturb: (what: 'find' | 'erase') => void = () => undefined;
let keeps: (id: string) => boolean = () => false;

function disturbed(kind: Kind): Kind {
  if (!('find' in kind.erasure)) return kind;
  const { tombstones, find, erase } = kind.erasure;
  return {
    ...kind,
    erasure: {
      tombstones,
      async find(...asked) {
        disturb('find');
        return find(...asked);
      },
      async erase(scope, ids) {
        disturb('erase');
        const kept = ids.filter(keeps).map((id) => ({ id, why: 'OPEN_INVOICE' }));
        await erase(
          scope,
          ids.filter((id) => !keeps(id)),
        );
        // Gone already, and nobody knows: the worst moment.
        disturb('erase');
        return kept;
      },
    },
  };
}

const house = await privacyHouse(mongo, {
  kinds: (needs) => [disturbed(visitsKind(visitsIn(mongo.connection()), needs)), ...productKinds(needs)],
});
const { privacy, visits, models, tenant, visit, caller } = house;
const number = '+14155550142';
const other = '+14155550143';

const work = () => privacy.sweeps.erasures(breath);
const reportOf = async (scope: Awaited<ReturnType<typeof tenant>>['scope'], id: string) => {
  const erasure = await privacy.erasures.get(scope, id);
  return { ...erasure, visits: erasure.report.find(({ kind }) => kind === 'visits') };
};

describe('an erasure', () => {
  test('removes what belongs to the number, and leaves others, and other tenants, alone', async () => {
    const [mine, theirs] = await Promise.all([tenant(), tenant()]);
    const many = Array.from({ length: 230 }, (_, index) => ({
      _id: `visit_${mine.tenantId}_${index}`,
      phone: number,
      at: new Date(),
    }));
    await visits.insertMany(mine.scope, many);
    const kept = [await visit(mine.tenantId, other), await visit(theirs.tenantId, number)];
    const { id, state } = await privacy.erasures.request(caller(mine.tenantId), number);
    expect(state).toBe('waiting');
    expect(await work()).toBe(1);
    const done = await reportOf(mine.scope, id);
    expect(done).toMatchObject({
      state: 'done',
      visits: { found: 230, removed: 230, kept: [] },
      finishedAt: expect.any(String),
    });
    const left = [...(await visits.find(mine.scope, {})), ...(await visits.find(theirs.scope, {}))];
    expect(left.map(({ _id }) => _id)).toEqual(kept);
  });

  test('reports every kind of data, and why nothing was looked for in some', async () => {
    const { tenantId, scope } = await tenant();
    const { id } = await privacy.erasures.request(caller(tenantId), number);
    await work();
    const { report } = await privacy.erasures.get(scope, id);
    expect(report.map(({ kind }) => kind)).toEqual(privacy.kinds.map(({ name }) => name));
    for (const { kind, because } of report) {
      const erasure = privacy.kinds.find(({ name }) => name === kind)?.erasure ?? {};
      expect(because).toBe('because' in erasure ? erasure.because : undefined);
    }
  });

  test('makes what the audit log holds about the number unreadable, and leaves its chain whole', async () => {
    const { tenantId, scope } = await tenant();
    await house.audit.append(scope, caller(tenantId), {
      action: 'visit.noted',
      resource: { type: 'visit', id: 'visit_1' },
      personal: { subject: number, values: { number } },
    });
    const { id } = await privacy.erasures.request(caller(tenantId), number);
    await work();
    const { report } = await privacy.erasures.get(scope, id);
    expect(report.find(({ kind }) => kind === 'audit')).toMatchObject({ found: 1, removed: 1 });
    expect(await house.audit.known(scope, number)).toBe(0);
    expect(await house.audit.verify(scope)).toMatchObject({ ok: true });
  });

  test('goes over everything once more for what came meanwhile', async () => {
    const { tenantId, scope } = await tenant();
    await visit(tenantId, number);
    const { id } = await privacy.erasures.request(caller(tenantId), number);
    let late: Promise<unknown> | undefined;
    disturb = (what) => {
      // After the pages that would have found it.
      if (what === 'erase')
        late ??= visits.insertOne(scope, { _id: '0 first of all', phone: number, at: new Date() });
    };
    await work();
    await late;
    disturb = () => undefined;
    await work();
    expect(await visits.count(scope, {})).toBe(0);
    expect(await reportOf(scope, id)).toMatchObject({ visits: { found: 2, removed: 2 } });
  });

  test('says what a kind has to keep, and why, and leaves no tombstone of it', async () => {
    const { tenantId, scope } = await tenant();
    const ids = [await visit(tenantId, number), await visit(tenantId, number), await visit(tenantId, number)];
    keeps = (id) => id === ids[1];
    const { id } = await privacy.erasures.request(caller(tenantId), number);
    await work();
    keeps = () => false;
    expect(await reportOf(scope, id)).toMatchObject({
      state: 'done',
      visits: { found: 3, removed: 2, kept: [{ why: 'OPEN_INVOICE', count: 1 }] },
    });
    expect(await privacy.erased(scope, 'visits', ids)).toEqual(new Set([ids[0], ids[2]]));
  });
});

test('wherever the process ends, the next one goes on, all is gone, and the report is exact', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 130 }),
      fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 6 }),
      async (count, crashes) => {
        const { tenantId, scope } = await tenant();
        const many = Array.from({ length: count }, (_, index) => ({
          _id: `visit_${tenantId}_${String(index).padStart(4, '0')}`,
          phone: number,
          at: new Date(),
        }));
        await visits.insertMany(scope, many);
        const { id } = await privacy.erasures.request(caller(tenantId), number);
        for (const after of crashes) {
          let steps = 0;
          disturb = () => {
            steps += 1;
            if (steps > after) throw new Error('the process ends here');
          };
          await work();
        }
        disturb = () => undefined;
        await work();
        expect(await reportOf(scope, id)).toMatchObject({
          state: 'done',
          visits: { found: count, removed: count, kept: [] },
        });
        expect(await visits.count(scope, {})).toBe(0);
        const gone = await privacy.erased(
          scope,
          'visits',
          many.map(({ _id }) => _id),
        );
        expect(gone.size).toBe(count);
      },
    ),
    { numRuns: 15 },
  );
});

describe('a legal hold', () => {
  test('keeps everything, and the report says so', async () => {
    const { tenantId, scope } = await tenant({ legalHold: true });
    const ids = [await visit(tenantId, number), await visit(tenantId, number)];
    await house.audit.append(scope, caller(tenantId), {
      action: 'visit.noted',
      resource: { type: 'visit', id: 'visit_1' },
      personal: { subject: number, values: { number } },
    });
    const { id } = await privacy.erasures.request(caller(tenantId), number);
    await work();
    const { visits: found, report, state } = await reportOf(scope, id);
    const kept = (count: number) => ({ removed: 0, found: count, kept: [{ why: 'LEGAL_HOLD', count }] });
    expect(state).toBe('done');
    expect(found).toMatchObject(kept(2));
    expect(report.find(({ kind }) => kind === 'audit')).toMatchObject(kept(1));
    expect(await visits.count(scope, {})).toBe(2);
    expect(await privacy.erased(scope, 'visits', ids)).toEqual(new Set());
  });
});

describe('the number', () => {
  test('lies sealed while the work lasts, and not at all when it is done; its hash stays', async () => {
    const { tenantId, scope } = await tenant();
    const { id } = await privacy.erasures.request(caller(tenantId), number);
    const waiting = await models.erasures.findById(scope, id);
    expect(waiting?.number).toMatch(/^[\w-]{40,}$/);
    expect(JSON.stringify(waiting)).not.toContain('4155550142');
    await work();
    const done = await models.erasures.findById(scope, id);
    expect(done?.number).toBeUndefined();
    expect(done?.numberHash).toBe(waiting?.numberHash);
    expect(JSON.stringify(done)).not.toContain('4155550142');
  });

  test('is in no entry of the audit log, and in no line of the log', async () => {
    const { tenantId, scope } = await tenant();
    await visit(tenantId, number);
    await privacy.erasures.request(caller(tenantId), number);
    await work();
    const entries = await models.auditEntries.find(scope, {}, { sort: { seq: 1 } });
    expect(entries.map(({ action }) => action)).toEqual(['erasure.request', 'erasure.done']);
    expect(JSON.stringify(entries)).not.toContain('4155550142');
    expect(house.lines.join('')).not.toContain('4155550142');
  });
});

describe('asking twice', () => {
  test('at the same time or one after the other makes one erasure, until it is done', async () => {
    const { tenantId } = await tenant();
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => privacy.erasures.request(caller(tenantId), number)),
    );
    const again = await privacy.erasures.request(caller(tenantId), number);
    expect(new Set([...asked, again].map(({ id }) => id)).size).toBe(1);
    await work();
    const later = await privacy.erasures.request(caller(tenantId), number);
    expect(later.id).not.toBe(again.id);
    await work();
  });

  test('for two numbers, or in two tenants, makes two', async () => {
    const [mine, theirs] = await Promise.all([tenant(), tenant()]);
    const ids = await Promise.all([
      privacy.erasures.request(caller(mine.tenantId), number),
      privacy.erasures.request(caller(mine.tenantId), other),
      privacy.erasures.request(caller(theirs.tenantId), number),
    ]);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(3);
    await work();
  });
});

test("another tenant's erasure is not there", async () => {
  const [mine, theirs] = await Promise.all([tenant(), tenant()]);
  const { id } = await privacy.erasures.request(caller(theirs.tenantId), number);
  await expect(privacy.erasures.get(mine.scope, id)).rejects.toThrow(NotFoundError);
  expect((await privacy.erasures.list(mine.scope, { limit: 50 })).items).toEqual([]);
  expect(await privacy.erased(mine.scope, 'visits', [id])).toEqual(new Set());
  await work();
});

test('one erasure that fails does not hold up the others', async () => {
  const [broken, fine] = await Promise.all([tenant(), tenant()]);
  await visit(broken.tenantId, number);
  const { id } = await privacy.erasures.request(caller(broken.tenantId), number);
  disturb = (what) => {
    if (what === 'erase') throw new Error('cannot be erased');
  };
  const behind = await privacy.erasures.request(caller(fine.tenantId), number);
  expect(await work()).toBe(1);
  disturb = () => undefined;
  expect((await privacy.erasures.get(broken.scope, id)).state).toBe('running');
  expect((await privacy.erasures.get(fine.scope, behind.id)).state).toBe('done');
  expect(await house.metrics.metrics()).toMatch(/^trunkline_erasures_open 1$/m);
  await work();
  expect((await privacy.erasures.get(broken.scope, id)).state).toBe('done');
});

describe('an export', () => {
  const linesOf = async (tenantId: string) => {
    const lines: Record<string, unknown>[] = [];
    for await (const line of await privacy.export(caller(tenantId), number)) lines.push(JSON.parse(line));
    return lines;
  };

  test('has a header, a line for everything that belongs to the number, and an end that counts', async () => {
    const { tenantId } = await tenant();
    const ids = [await visit(tenantId, number), await visit(tenantId, number)];
    await visit(tenantId, other);
    const [header, ...rest] = await linesOf(tenantId);
    expect(header).toMatchObject({ type: 'export', number });
    const records = rest.filter(({ type }) => type === 'record');
    expect(records.map(({ kind, data }) => [kind, (data as { id: string }).id])).toEqual(
      ids.map((id) => ['visits', id]),
    );
    expect(rest.at(-1)).toEqual({ type: 'end', counts: { visits: 2, calls: 0 } });
    const named = rest.flatMap(({ kind }) => kind ?? []);
    // There are no calls of that number, and so no line of them but the count.
    const kinds = privacy.kinds.map(({ name }) => name).filter((name) => name !== 'calls');
    expect(new Set(named)).toEqual(new Set(kinds));
  });

  test('is noted without the number before the first line', async () => {
    const { tenantId, scope } = await tenant();
    await privacy.export(caller(tenantId), number);
    const entries = await models.auditEntries.find(scope, {});
    expect(entries).toMatchObject([{ action: 'export.make', outcome: 'noted', resourceType: 'export' }]);
    expect(JSON.stringify(entries)).not.toContain('4155550142');
  });

  test('has nothing of an erased number', async () => {
    const { tenantId } = await tenant();
    await visit(tenantId, number);
    await privacy.erasures.request(caller(tenantId), number);
    await work();
    const lines = await linesOf(tenantId);
    expect(lines.filter(({ type }) => type === 'record')).toEqual([]);
  });
});
