import { describe, expect, test } from 'vitest';
import { platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import { database } from '../../helpers/mongo.ts';
import { testRedis } from '../../helpers/redis.ts';
import { accessHouse, callerOf, codeOf, goodPassword, signIn, visit } from '../access/support/house.ts';

const mongo = await database();
const redis = testRedis();
const everybody = systemScope('tests of people', { info: () => undefined });

async function ground() {
  const house = await accessHouse(mongo, redis);
  await house.models.users.deleteMany(everybody, { tenantId: platformTenantId });
  const [one, other] = [house.instance(), house.instance()];
  const administrator = (at = one) => house.person(at, { role: 'administrator', tenantId: platformTenantId });
  return { house, one, other, administrator };
}

const guest = () => ({ email: `${newId('usr')}@example.com`, name: 'Grace Hopper' });

describe('an e-mail address', () => {
  test('has one account over all tenants, however it is written and however many invite it at once', async () => {
    const { house, one, other } = await ground();
    const { email, name } = guest();
    const bosses = [await house.person(one), await house.person(other)];
    const codes = await Promise.all(
      [email, email.toUpperCase(), ` ${email}`, email].map((written, at) =>
        codeOf(
          (at % 2 === 0 ? one : other).people.invite(callerOf(bosses[at % 2] ?? (bosses[0] as never)), {
            email: written,
            name,
            role: 'viewer',
          }),
        ),
      ),
    );
    expect(codes.toSorted()).toEqual(['EMAIL_TAKEN', 'EMAIL_TAKEN', 'EMAIL_TAKEN', 'none']);
  });

  test('is found by what it was stored under before the keys were rotated', async () => {
    const { house, one } = await ground();
    const { randomKey } = await import('../../helpers/keys.ts');
    const someone = await house.person(one);
    const rotated = house.instance({ ring: [randomKey('k2'), ...house.keys] });
    expect(await codeOf(signIn(rotated, someone))).toBe('none');
    const boss = callerOf(await house.person(rotated));
    const again = rotated.people.invite(boss, { email: someone.email, name: 'Another', role: 'viewer' });
    expect(await codeOf(again)).toBe('EMAIL_TAKEN');
  });
});

describe('administrators', () => {
  test('are made by administrators, and belong to the platform', async () => {
    const { house, one, administrator } = await ground();
    const boss = callerOf(await administrator());
    const operator = callerOf(await house.person(one));
    const invite = (caller: typeof boss, role: 'administrator' | 'operator') =>
      codeOf(one.people.invite(caller, { ...guest(), role }));
    expect(await invite(boss, 'administrator')).toBe('none');
    expect(await invite(boss, 'operator')).toBe('ROLE_NOT_OF_TENANT');
    // An administrator in the name of a tenant.
    const named = { ...operator, id: boss.id, role: 'administrator' as const };
    expect(await invite(named, 'operator')).toBe('none');
    expect(await invite(named, 'administrator')).toBe('ROLE_NOT_OF_TENANT');
    expect(await invite(operator, 'operator')).toBe('none');
    expect(await invite(operator, 'administrator')).toBe('ADMINISTRATORS_ONLY');
    const viewer = await house.person(one, { tenantId: operator.tenantId, role: 'viewer' });
    expect(await codeOf(one.people.change(operator, viewer.id, { role: 'administrator' }))).toBe(
      'ADMINISTRATORS_ONLY',
    );
  });

  test('always remain: two who remove or disable each other at the same time do not both succeed', async () => {
    const { one, other, administrator } = await ground();
    for (let round = 0; round < 5; round += 1) {
      const { house } = { house: await administrator() };
      const another = await administrator();
      // Of the rounds before nobody is left but one, who is in no one's way.
      const [a, b] = [callerOf(house), callerOf(another)];
      const codes = await Promise.all([
        codeOf(one.people.change(a, another.id, { status: 'disabled' })),
        codeOf(
          round % 2 === 0
            ? other.people.remove(b, house.id)
            : other.people.change(b, house.id, { status: 'disabled' }),
        ),
      ]);
      const remaining = (await one.people.list(a.scope, { limit: 100 })).filter(
        ({ status }) => status === 'active',
      );
      expect(remaining.length, codes.join()).toBeGreaterThan(0);
      for (const { _id } of remaining) {
        const caller = { ...a, id: newId('usr') };
        const last =
          (await one.people.list(a.scope, { limit: 100 })).filter(({ status }) => status === 'active')
            .length === 1;
        expect(await codeOf(one.people.remove(caller, _id))).toBe(last ? 'LAST_ADMINISTRATOR' : 'none');
      }
    }
  });

  test('cannot take themselves away, and nobody else can', async () => {
    const { house, one } = await ground();
    const self = await house.person(one);
    const caller = callerOf(self);
    expect(await codeOf(one.people.remove(caller, self.id))).toBe('NOT_YOURSELF');
    expect(await codeOf(one.people.change(caller, self.id, { role: 'viewer' }))).toBe('NOT_YOURSELF');
    expect(await codeOf(one.people.change(caller, self.id, { status: 'disabled' }))).toBe('NOT_YOURSELF');
    expect(await codeOf(one.people.removeSecondFactor(caller, self.id))).toBe('NOT_YOURSELF');
    expect(await codeOf(one.people.change(caller, self.id, { name: 'Ada King' }))).toBe('none');
  });
});

describe('the first administrator', () => {
  const first = () => ({
    email: `${newId('usr')}@example.com`,
    name: 'Grace Hopper',
    password: goodPassword,
  });

  test('is made once, however many processes begin at once, and can sign in', async () => {
    const { one, other } = await ground();
    const all = [first(), first(), first(), first()];
    const codes = await Promise.all(
      all.map((who, at) => codeOf((at % 2 === 0 ? one : other).people.createFirst(who, 'req_of_a_test'))),
    );
    expect(codes.toSorted()).toEqual([...Array(3).fill('ADMINISTRATOR_EXISTS'), 'none']);
    const made = all[codes.indexOf('none')] ?? first();
    expect(await codeOf(one.access.signIn.login(made, visit()))).toBe('none');
    expect(await codeOf(one.people.createFirst(first(), 'req_of_a_test'))).toBe('ADMINISTRATOR_EXISTS');
  });

  test('has to have a good password', async () => {
    const { one } = await ground();
    const weak = { ...first(), password: 'Grace Hopper 99' };
    expect(await codeOf(one.people.createFirst(weak, 'req_of_a_test'))).toBe('PASSWORD_TOO_WEAK');
  });
});

test('nothing in the database says who somebody is', async () => {
  const { house, one } = await ground();
  const someone = await house.person(one, { email: 'very.unusual@example.org' });
  const stored = JSON.stringify(await someone.reload());
  expect(stored).not.toMatch(/unusual|Ada|Lovelace|example\.org/);
  expect(one.people.accounts.emailOf(await someone.reload())).toBe('very.unusual@example.org');
});

test('nobody of another tenant exists', async () => {
  const { house, one } = await ground();
  const [boss, stranger] = [callerOf(await house.person(one)), await house.person(one)];
  const acts = [
    one.people.get(boss.scope, stranger.id),
    one.people.change(boss, stranger.id, { name: 'x' }),
    one.people.remove(boss, stranger.id),
    one.people.removeSecondFactor(boss, stranger.id),
    one.people.inviteAgain(boss, stranger.id),
  ];
  const codes = await Promise.all(acts.map(codeOf));
  expect(codes).toEqual(acts.map(() => 'PERSON_NOT_FOUND'));
  expect(await one.people.list(boss.scope, { limit: 100 })).toHaveLength(1);
});
