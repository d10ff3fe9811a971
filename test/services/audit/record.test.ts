/** Nothing changes that the audit log does not know of. */
import { describe, expect, test } from 'vitest';
import { ConflictError, Unavailable } from '../../../src/core/errors.ts';
import { database } from '../../helpers/mongo.ts';
import { auditHouse, event, key, newTenant, person, viewing } from './support/house.ts';

const mongo = await database();
const house = await auditHouse(mongo.connection());
const audit = house.open();

const listed = async ({ scope }: ReturnType<typeof newTenant>) =>
  (await audit.list(scope, { limit: 50 }, viewing)).items.toReversed();

describe('an act', () => {
  test('is in the log before it happens: who, what, on which resource, before and after', async () => {
    const tenant = newTenant();
    let seen: Awaited<ReturnType<typeof listed>> = [];
    const told = event({ before: { name: 'old', same: 1 }, after: { name: 'new', same: 1 } });
    const result = await audit.record(tenant.scope, person, told, async () => {
      seen = await listed(tenant);
      return 'done';
    });
    expect(result).toBe('done');
    expect(seen).toMatchObject([
      {
        seq: 1,
        action: 'sample.changed',
        outcome: 'begun',
        resource: { type: 'sample', id: 'sample_1' },
        actor: { kind: 'user', id: person.id, name: 'Ada Lovelace', ip: '203.0.113.7' },
        requestId: 'req_of_a_test',
        before: { name: 'old' },
        after: { name: 'new' },
        forgotten: false,
      },
    ]);
    expect(await listed(tenant)).toEqual(seen);
  });

  test('that fails is said to have failed, and why, and whoever asked learns it too', async () => {
    const tenant = newTenant();
    const failure = new ConflictError('There is one already.', { code: 'TAKEN' });
    const act = () => Promise.reject(failure);
    await expect(audit.record(tenant.scope, key, event(), act)).rejects.toBe(failure);
    const [begun, failed] = await listed(tenant);
    expect(begun).toMatchObject({ outcome: 'begun', actor: { name: 'the shop', ip: '203.0.113.8' } });
    expect(failed).toMatchObject({
      outcome: 'failed',
      of: begun?.id,
      failure: 'TAKEN',
      action: 'sample.changed',
    });
  });

  test('whose process ends in the middle is in the log as begun', async () => {
    const tenant = newTenant();
    void audit.record(tenant.scope, key, event(), () => new Promise(() => undefined));
    await expect.poll(() => listed(tenant)).toMatchObject([{ outcome: 'begun' }]);
  });

  test('does not happen where the entry cannot be written', async () => {
    const tenant = newTenant();
    const unreachable = house.open({
      models: {
        ...house.models,
        auditEntries: {
          ...house.models.auditEntries,
          insertMany: () => Promise.reject(new Unavailable('The database does not answer now.')),
        },
      },
    });
    let acted = false;
    const act = async () => {
      acted = true;
    };
    await expect(unreachable.record(tenant.scope, key, event(), act)).rejects.toMatchObject({
      status: 503,
      message: 'This could not be noted in the audit log, so nothing was done. Try again.',
    });
    expect(acted).toBe(false);
    expect(await listed(tenant)).toEqual([]);
  });

  test('does not happen where the anchor cannot be written', async () => {
    const tenant = newTenant();
    const unreachable = house.open({
      models: {
        ...house.models,
        auditAnchors: {
          ...house.models.auditAnchors,
          updateOne: () => Promise.reject(new Unavailable('The database does not answer now.')),
        },
      },
    });
    const act = () => Promise.reject(new Error('acted'));
    await expect(unreachable.record(tenant.scope, key, event(), act)).rejects.toMatchObject({ status: 503 });
    // What was said to be begun and never was: the log may know too much, never too little.
    expect(await listed(tenant)).toMatchObject([{ outcome: 'begun' }]);
    expect((await audit.verify(tenant.scope)).ok).toBe(true);
  });
});

describe('many at once', () => {
  test('get numbers without a gap and one chain, from any number of processes', async () => {
    const tenant = newTenant();
    const processes = [audit, house.open(), house.open()];
    const doings = Array.from({ length: 60 }, (_, at) =>
      processes[at % 3]?.record(tenant.scope, at % 2 ? key : person, event(), async () => at),
    );
    expect(await Promise.all(doings)).toEqual(doings.map((_, at) => at));
    const entries = await audit.list(tenant.scope, { limit: 100 }, viewing);
    expect(entries.items.map(({ seq }) => seq)).toEqual(doings.map((_, at) => 60 - at));
    expect(await audit.verify(tenant.scope)).toMatchObject({ ok: true, entries: 60, firstFault: null });
  });

  test('of one tenant share a write, and wait for no other tenant', async () => {
    const tenant = newTenant();
    let writes = 0;
    const counting = house.open({
      models: {
        ...house.models,
        auditEntries: {
          ...house.models.auditEntries,
          insertMany: (...args) => {
            writes += 1;
            return house.models.auditEntries.insertMany(...args);
          },
        },
      },
    });
    await Promise.all(Array.from({ length: 100 }, () => counting.append(tenant.scope, key, event())));
    expect(writes).toBeLessThan(5);
    expect((await audit.verify(tenant.scope)).entries).toBe(100);
  });

  test('are all written when the log is closed', async () => {
    const tenant = newTenant();
    const closing = house.open();
    const doings = Array.from({ length: 20 }, () => closing.append(tenant.scope, person, event()));
    await closing.close();
    expect(await listed(tenant)).toHaveLength(20);
    await Promise.all(doings);
  });
});

test('what is only worth knowing is noted', async () => {
  const tenant = newTenant();
  await audit.append(
    tenant.scope,
    { kind: 'system', id: 'sweep', name: 'the sweep', requestId: 'job_1' },
    event(),
  );
  expect(await listed(tenant)).toMatchObject([
    { outcome: 'noted', actor: { kind: 'system', id: 'sweep', name: 'the sweep', ip: null } },
  ]);
});
