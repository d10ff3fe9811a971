/**
 * A new key of ENCRYPTION_KEYS: what was sealed under the old one is put under the new one while everybody goes on
 * reading and writing, and when it is told that the old one is needed by nothing, that is so.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { createSealedField, createSealer, OpenError } from '../../../src/core/crypto/index.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import { createKinds } from '../../../src/services/privacy/registry.ts';
import { sweepSealed } from '../../../src/services/privacy/rotation/sweep.ts';
import { testClock } from '../../helpers/clock.ts';
import { randomKey } from '../../helpers/keys.ts';
import { database } from '../../helpers/mongo.ts';
import { breath, nameField, privacyHouse, visitsKind } from './support/visits.ts';

// Each is many steps on a real database, which a busy machine takes slowly.
vi.setConfig({ testTimeout: 120_000 });

const mongo = await database();
const [k1, k2] = [randomKey('k1'), randomKey('k2')];
const everybody = systemScope('tests of rotation', { info: () => undefined });
const clock = testClock();

/** Processes with other keys on the same data. */
const before = await privacyHouse(mongo, { keys: [k1], clock });
const house = (keys: Parameters<typeof privacyHouse>[1]) => privacyHouse(mongo, { clock, ...keys });

const field = (keys: Parameters<typeof createSealer>[0]) => createSealedField(createSealer(keys), nameField);
const names = field([k2, k1]);

test('under load, no value is unreadable at any moment, and none is left under the old key', {
  timeout: 60_000,
}, async () => {
  const { tenantId, scope } = await before.tenant();
  const ids: string[] = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      before.visit(tenantId, '+14155550142', undefined, `person ${index}`),
    ),
  );
  const truth = new Map(ids.map((id, index) => [id, new Set([`person ${index}`])]));
  // A process that runs with the new key in front, and one that was not started anew yet and has it behind.
  const [front, behind] = [field([k2, k1]), field([k1, k2])];
  const after = await house({ keys: [k2, k1] });
  let over = false;
  let reads = 0;
  let writes = 0;

  async function reader(open: typeof front) {
    while (!over) {
      for (const visit of await before.visits.find(scope, {})) {
        const name = open.open(visit, visit.name ?? '');
        if (!truth.get(visit._id)?.has(name)) throw new Error(`${visit._id} is ${name}`);
        reads += 1;
      }
      await sleep(3);
    }
  }
  async function writer(seal: typeof front, who: string) {
    for (let count = 0; !over; count += 1) {
      const _id = ids[(count * 7) % ids.length] ?? '';
      const name = `${who} ${count}`;
      truth.get(_id)?.add(name);
      const sealed = seal.seal({ _id, tenantId }, name);
      await before.visits.updateOne(scope, { _id }, { $set: { name: sealed } });
      writes += 1;
      await sleep(3);
    }
  }

  const load = Promise.all([reader(front), reader(behind), writer(front, 'new'), writer(behind, 'old')]);
  load.catch(() => undefined);
  try {
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await after.privacy.sweeps.rotation(breath);
  } finally {
    over = true;
  }
  await load;
  expect(reads).toBeGreaterThan(ids.length);
  expect(writes).toBeGreaterThan(0);

  // The last old process has ended. It may have written behind a pass that found nothing any more: the one that is
  // made a day later finds that.
  clock.advance(25 * 3_600_000);
  await after.privacy.sweeps.rotation(breath);
  const status = await after.privacy.rotationStatus();
  expect(status.oldKeys[0]?.neededBy).not.toContain('visits.name');
  const alone = field([k2]);
  for (const visit of await before.visits.find(scope, {})) {
    expect(truth.get(visit._id)?.has(alone.open(visit, visit.name ?? ''))).toBe(true);
  }
});

test('a value that is written while it is put under the new key stays as it was written', async () => {
  const { tenantId, scope } = await before.tenant();
  const _id = await before.visit(tenantId, '+14155550142', undefined, 'before');
  const written = field([k1]).seal({ _id, tenantId }, 'meanwhile');
  const late = await house({
    keys: [k2, k1],
    kinds: (needs) => {
      const kind = visitsKind(before.visits, needs);
      return [
        {
          ...kind,
          sealed: kind.sealed.map((place) => ({
            ...place,
            async page(page) {
              const values = await place.page(page);
              await before.visits.updateOne(scope, { _id }, { $set: { name: written } });
              return values;
            },
          })),
        },
      ];
    },
  });
  await before.models.resealings.deleteMany(everybody, {});
  await late.privacy.sweeps.rotation(breath);
  const visit = await before.visits.findById(scope, _id);
  expect(names.open({ _id, tenantId }, visit?.name ?? '')).toBe('meanwhile');
});

describe('what is told of it', () => {
  test('counts values by key, says which fields are not done, and in the end which old key nothing needs', async () => {
    const { tenantId, scope } = await before.tenant();
    await before.visits.deleteMany(everybody, {});
    await before.models.resealings.deleteMany(everybody, {});
    for (let count = 0; count < 120; count += 1) await before.visit(tenantId, '+14155550142');
    const after = await house({ keys: [k2, k1] });
    const visitsField = async () =>
      (await after.privacy.rotationStatus()).fields.find(({ name }) => name === 'visits.name');

    const atFirst = await after.privacy.rotationStatus();
    expect(atFirst).toMatchObject({ currentKey: 'k2', oldKeys: [{ id: 'k1' }] });
    expect(atFirst.oldKeys[0]?.neededBy).toContain('visits.name');

    // The process ends after the first page; the next one goes on there.
    await after.privacy.sweeps.rotation(AbortSignal.abort());
    expect(await visitsField()).toMatchObject({ done: false, seen: { k1: 100 } });
    expect(await after.privacy.sweeps.rotation(breath)).toBe(20);
    expect(await visitsField()).toMatchObject({ done: true, seen: { k2: 120 }, unreadable: 0 });
    const atLast = await after.privacy.rotationStatus();
    expect(atLast.oldKeys).toEqual([{ id: 'k1', neededBy: [] }]);
    expect(await after.metrics.metrics()).toContain(
      'trunkline_sealed_values{field="visits.name",key="k2"} 120',
    );

    await before.visits.deleteMany(scope, {});
  });

  test('names what signatures are lost with the old key', async () => {
    const { scope, tenantId } = await before.tenant();
    const event = { action: 'visit.noted', resource: { type: 'visit', id: 'visit_1' } } as const;
    await before.audit.append(scope, before.caller(tenantId), event);
    const after = await house({ keys: [k2, k1] });
    await after.privacy.sweeps.rotation(breath);
    const { oldKeys } = await after.privacy.rotationStatus();
    expect(oldKeys[0]?.neededBy).toEqual([expect.stringContaining('the audit log')]);
  });

  test('does not hide a value that no key opens, and does not stop at it', async () => {
    const { tenantId, scope } = await before.tenant();
    const lost = await before.visit(tenantId, '+14155550142');
    const foreign = field([randomKey('k0')]).seal({ _id: lost, tenantId }, 'nobody');
    await before.visits.updateOne(scope, { _id: lost }, { $set: { name: foreign } });
    const good = await before.visit(tenantId, '+14155550142');
    await before.models.resealings.deleteMany(everybody, {});
    const after = await house({ keys: [k2, k1] });
    await after.privacy.sweeps.rotation(breath);
    const { fields, oldKeys } = await after.privacy.rotationStatus();
    expect(fields.find(({ name }) => name === 'visits.name')).toMatchObject({ done: false, unreadable: 1 });
    expect(oldKeys[0]?.neededBy).toContain('visits.name');
    const visit = await before.visits.findById(scope, good);
    expect(createSealer([k2, k1]).keyIdOf(visit?.name ?? '')).toBe('k2');
    await before.visits.deleteMany(scope, {});
  });

  test('begins anew when another key comes in front', async () => {
    const { tenantId, scope } = await before.tenant();
    // What the tests before have sealed with a key that this process does not know.
    const { auditSubjects, resealings } = before.models;
    await Promise.all([auditSubjects, resealings].map((each) => each.deleteMany(everybody, {})));
    await before.visits.deleteMany(everybody, {});
    await before.visit(tenantId, '+14155550142');
    await before.privacy.sweeps.rotation(breath);
    expect((await before.privacy.rotationStatus()).fields.every(({ done }) => done)).toBe(true);
    const after = await house({ keys: [k2, k1] });
    expect((await after.privacy.rotationStatus()).fields.some(({ done }) => done)).toBe(false);
    expect(await after.privacy.sweeps.rotation(breath)).toBeGreaterThan(0);
    const visit = await before.visits.findOne(scope, {});
    expect(createSealer([k2, k1]).keyIdOf(visit?.name ?? '')).toBe('k2');
  });
});

test('the keys of personal values in the audit log are put under the new key, with the hash that finds them', async () => {
  const { scope, tenantId } = await before.tenant();
  const number = '+14155550177';
  await before.audit.append(scope, before.caller(tenantId), {
    action: 'visit.noted',
    resource: { type: 'visit', id: 'visit_1' },
    personal: { subject: number, values: { number } },
  });
  const after = await house({ keys: [k2, k1] });
  await before.models.resealings.deleteMany(everybody, {});
  await after.privacy.sweeps.rotation(breath);
  const alone = await house({ keys: [k2] });
  expect(await alone.audit.known(scope, number)).toBe(1);
  expect(await alone.audit.forget(scope, number)).toBe(1);
});

test('a sealed value opens in its own field of its own document alone', () => {
  const one = { _id: 'visit_1', tenantId: 'ten_1' };
  const sealed = names.seal(one, 'Ada');
  expect(names.open(one, sealed)).toBe('Ada');
  for (const other of [
    { ...one, _id: 'visit_2' },
    { ...one, tenantId: 'ten_2' },
  ]) {
    expect(() => names.open(other, sealed)).toThrow(OpenError);
  }
  const otherField = createSealedField(createSealer([k2, k1]), 'visit.note');
  expect(() => otherField.open(one, sealed)).toThrow(OpenError);
});

test('a sweep without sealed fields does nothing', async () => {
  const { models } = before;
  const parts = {
    kinds: createKinds([]),
    sealer: createSealer([k1]),
    keyIds: ['k1'] as const,
    resealings: models.resealings,
    scope: everybody,
    clock,
    log: { warn: () => undefined } as never,
  };
  expect(await sweepSealed(parts, async () => true)).toBe(0);
});
