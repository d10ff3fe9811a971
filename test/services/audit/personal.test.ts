/** What the log keeps of people and secrets: nothing, masked, or sealed until it is forgotten. */
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/core/logger/index.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import { randomKey } from '../../helpers/keys.ts';
import { database } from '../../helpers/mongo.ts';
import { auditHouse, event, key, newTenant, person, viewing } from './support/house.ts';

const mongo = await database();
const house = await auditHouse(mongo.connection());
const audit = house.open();
const everyTenant = systemScope('a test of the audit log', createLogger('silent', { write() {} }));

const listed = async ({ scope }: ReturnType<typeof newTenant>, from = audit) =>
  (await from.list(scope, { limit: 50 }, viewing)).items;

/** Everything that lies in the database, as text. */
async function stored(): Promise<string> {
  const names = ['audit_entries', 'audit_anchors', 'audit_subjects'];
  const all = await Promise.all(names.map((name) => mongo.db.collection(name).find().toArray()));
  return JSON.stringify(all);
}

const caller = '+4915112345678';
const told = event({ personal: { subject: caller, values: { number: caller, words: 'call me back' } } });

describe('secrets and personal data in what changes', () => {
  test('are masked by the names of their fields, however deep, and by how they look', async () => {
    const tenant = newTenant();
    const before = {
      name: 'Support line',
      password: 'hunter2',
      nested: { deep: [{ clientSecret: 'shhh', api_key: ['one', 'two'] }], maxTokens: 5, keyHash: 'abc' },
      note: 'ask ada@example.com at +4915112345678, key tl_live_abcdefghijklmnop',
    };
    await audit.append(tenant.scope, key, event({ before }));
    const [entry] = await listed(tenant);
    expect(entry?.before).toEqual({
      name: 'Support line',
      password: '[redacted]',
      nested: {
        deep: [{ clientSecret: '[redacted]', api_key: '[redacted]' }],
        maxTokens: 5,
        keyHash: '[redacted]',
      },
      note: 'ask [redacted] at +49 ••• ••• 5678, key [redacted]',
    });
    expect(await stored()).not.toMatch(/hunter2|shhh|ada@example|15112345678|tl_live_/);
  });

  test('of which one changed are told to have changed, and not from what to what', async () => {
    const tenant = newTenant();
    const change = { before: { password: 'old', name: 'x' }, after: { password: 'new', name: 'x' } };
    await audit.append(tenant.scope, key, event(change));
    const [entry] = await listed(tenant);
    expect(entry).toMatchObject({ before: { password: '[redacted]' }, after: { password: '[redacted]' } });
  });
});

describe('what changes', () => {
  test('is told as far as it differs: within objects too, lists as a whole', async () => {
    const tenant = newTenant();
    const before = {
      settings: { days: 30, hold: false },
      tags: ['a', 'b'],
      gone: 1,
      at: new Date(0),
      big: 9n,
    };
    const after = {
      settings: { days: 60, hold: false },
      tags: ['a', 'c'],
      made: 2,
      at: new Date(0),
      big: 9n,
    };
    await audit.append(tenant.scope, key, event({ before, after }));
    const [entry] = await listed(tenant);
    expect(entry?.before).toEqual({ settings: { days: 30 }, tags: ['a', 'b'], gone: 1 });
    expect(entry?.after).toEqual({ settings: { days: 60 }, tags: ['a', 'c'], made: 2 });
  });

  test('is cut where it is too long to be kept, and says so', async () => {
    const tenant = newTenant();
    const after = { text: 'x'.repeat(5_000), list: Array.from({ length: 150 }, (_, at) => at) };
    await audit.append(tenant.scope, key, event({ after }));
    const huge = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`f${at}`, 'y'.repeat(900)]));
    await audit.append(tenant.scope, key, event({ after: huge }));
    const [second, first] = await listed(tenant);
    expect(first?.after?.text).toMatch(/^x{1000}… \(5000 characters\)$/);
    expect(first?.after?.list).toHaveLength(101);
    expect(second?.after).toEqual({ omitted: expect.stringMatching(/^\d+ characters of JSON$/) });
  });

  test('may hold any text: what comes back is what was hashed', async () => {
    const tenant = newTenant();
    const odd = { '$set.a': '\ud800 half, \0 nothing', __proto__: { x: 1 }, '': 'no name' };
    await audit.append(
      tenant.scope,
      { ...key, name: '\udc00' },
      event({ after: odd, resource: { type: '', id: '\ud800' } }),
    );
    expect((await listed(tenant))[0]?.resource).toEqual({ type: '-', id: '\ufffd' });
    expect(await audit.verify(tenant.scope)).toMatchObject({ ok: true, entries: 1 });
  });
});

describe('personal values', () => {
  test('are sealed in the database, and shown to who may see them', async () => {
    const tenant = newTenant();
    await audit.append(tenant.scope, person, told);
    expect(await listed(tenant)).toMatchObject([
      {
        actor: { name: 'Ada Lovelace', ip: '203.0.113.7' },
        personal: { number: caller, words: 'call me back' },
        forgotten: false,
      },
    ]);
    const masked = await audit.list(tenant.scope, { limit: 1 }, { fullNumbers: false });
    expect(masked.items[0]?.personal).toEqual({ number: '+49 ••• ••• 5678', words: 'call me back' });
    expect(await stored()).not.toMatch(/Lovelace|203\.0\.113\.7|15112345678|call me back/);
  });

  test('are gone for ever once forgotten, in every process, and the chain is whole', async () => {
    const tenant = newTenant();
    await audit.append(tenant.scope, person, told);
    await audit.append(tenant.scope, person, event());
    const before = await mongo.db.collection('audit_entries').find({ tenantId: tenant.tenantId }).toArray();
    expect(await audit.forget(tenant.scope, caller)).toBe(1);
    for (const process of [audit, house.open()]) {
      expect(await listed(tenant, process)).toMatchObject([
        { personal: null, forgotten: false, actor: { name: 'Ada Lovelace' } },
        { personal: null, forgotten: true, actor: { name: 'Ada Lovelace' } },
      ]);
    }
    expect(await audit.forget(tenant.scope, person.id)).toBe(1);
    expect(await listed(tenant)).toMatchObject([
      { actor: { id: person.id, name: null, ip: null }, forgotten: true },
      { actor: { id: person.id, name: null, ip: null }, forgotten: true },
    ]);
    expect(await audit.verify(tenant.scope)).toMatchObject({ ok: true, entries: 2 });
    const after = await mongo.db.collection('audit_entries').find({ tenantId: tenant.tenantId }).toArray();
    expect(after).toEqual(before);
    expect(await audit.forget(tenant.scope, caller)).toBe(0);
  });

  test('of the same person are another matter in another tenant, unless all are named', async () => {
    const [one, other] = [newTenant(), newTenant()];
    for (const { scope } of [one, other]) await audit.append(scope, person, told);
    await audit.forget(one.scope, caller);
    expect(await listed(one)).toMatchObject([{ forgotten: true }]);
    expect(await listed(other)).toMatchObject([{ forgotten: false }]);
    await audit.forget(everyTenant, caller);
    expect(await listed(other)).toMatchObject([{ forgotten: true }]);
  });

  test('that come after the forgetting are kept again', async () => {
    const tenant = newTenant();
    await audit.append(tenant.scope, key, told);
    await audit.forget(tenant.scope, caller);
    await audit.append(tenant.scope, key, told);
    expect(await listed(tenant)).toMatchObject([
      { personal: { number: caller } },
      { personal: null, forgotten: true },
    ]);
  });

  test('are under one key, however many processes meet a person for the first time', async () => {
    const tenant = newTenant();
    const processes = Array.from({ length: 4 }, () => house.open());
    await Promise.all(processes.map((process) => process.append(tenant.scope, key, told)));
    expect(await listed(tenant)).toHaveLength(4);
    expect(await audit.forget(tenant.scope, caller)).toBe(1);
    expect((await listed(tenant)).every(({ forgotten }) => forgotten)).toBe(true);
  });
});

describe('when ENCRYPTION_KEYS get a new key', () => {
  test('what was written is read, and can be put under the new one, after which the old one can go', async () => {
    const tenant = newTenant();
    await audit.append(tenant.scope, key, told);
    const newKey = randomKey('k2');
    const rotated = house.open({ ring: [newKey, ...house.ring] });
    expect(await listed(tenant, rotated)).toMatchObject([{ personal: { number: caller } }]);
    await rotated.append(tenant.scope, key, told);
    expect(await rotated.renewKeys(everyTenant)).toBeGreaterThan(0);
    expect(await rotated.renewKeys(everyTenant)).toBe(0);
    const later = house.open({ ring: [newKey] });
    expect(await listed(tenant, later)).toMatchObject([
      { personal: { number: caller } },
      { personal: { number: caller } },
    ]);
    // The second entry, signed with the new key, holds the first one.
    expect(await later.verify(tenant.scope)).toMatchObject({ ok: true, entries: 2 });
    expect(await later.forget(tenant.scope, caller)).toBe(1);
    expect(await listed(tenant, later)).toMatchObject([{ forgotten: true }, { forgotten: true }]);
  });

  test('and the old one goes too early, the verification asks for it', async () => {
    const tenant = newTenant();
    await audit.append(tenant.scope, key, event());
    const later = house.open({ ring: [randomKey('k2')] });
    expect(await later.verify(tenant.scope)).toMatchObject({
      ok: false,
      firstFault: { seq: 1, flaw: 'unsigned', reason: expect.stringContaining('put it back') },
    });
  });
});
