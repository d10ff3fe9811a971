/** trunkline users: people get in, or do not, as whoever has the machine says; and every secret is shown once. */
import { describe, expect, test } from 'vitest';
import type { Person } from '../../../src/contract/people.ts';
import { platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld, password } from '../../helpers/world.ts';
import { commandLineOf } from './support/command-line.ts';

const house = await testApp({ env: { RATE_LIMIT_LOGINS: '1000' } });
const world = await newWorld(house);
const { tenantId } = world;
const { trunkline, json, noted } = commandLineOf(house);

const address = () => `${newId('usr')}@example.com`;

async function login(email: string, secret = password) {
  const answer = await house.fetch('/v1/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: secret }),
  });
  return { status: answer.status, ...((await answer.json()) as { code?: string }) };
}

const me = async (headers: Readonly<Record<string, string>>) =>
  (await house.fetch('/v1/auth/me', { headers })).status;

describe('list', () => {
  test('the people of a tenant as over HTTP; the administrators where none is named', async () => {
    await world.newPerson('viewer');
    const { headers } = world;
    const page = await json('users', 'list', '--tenant', tenantId, '--limit', '1');
    expect(page).toEqual(await world.ask('GET', '/v1/people?limit=1', undefined, headers));
    const { items } = await json<{ items: Person[] }>('users', 'list');
    expect(items.map(({ role }) => role)).toContain('administrator');
    expect(new Set(items.map(({ role }) => role)).size).toBe(1);
  });
});

describe('invite', () => {
  test('sends the link that lets somebody in', async () => {
    const email = address();
    const args = ['--tenant', tenantId, '--email', email, '--name', 'Ada Lovelace', '--role', 'operator'];
    const person = await json<Person>('users', 'invite', ...args);
    expect(person).toMatchObject({ email, role: 'operator', status: 'invited' });
    const token = await world.tokenMailedTo(email, 'invitation');
    await world.ask('POST', '/v1/auth/invitation/accept', { token, password }, {});
    expect((await login(email)).status).toBe(200);
    const [entry] = await noted(tenantId);
    expect(entry).toMatchObject({
      action: 'person.invite',
      resource: { id: person.id },
      actor: { kind: 'command-line' },
    });
    const again = await trunkline(['users', 'invite', ...args]);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('(EMAIL_TAKEN)') });
  });

  test('1 for an administrator of a tenant, 2 for a role or an address that is none', async () => {
    const person = (role: string, email = address()) =>
      trunkline(['users', 'invite', '--tenant', tenantId, '--email', email, '--name', 'Ada', '--role', role]);
    expect(await person('administrator')).toMatchObject({
      code: 1,
      err: expect.stringContaining('(ROLE_NOT_OF_TENANT)'),
    });
    expect(await person('king')).toMatchObject({ code: 2, err: expect.stringContaining('--role: ') });
    expect(await person('viewer', 'ada')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--email: '),
    });
  });
});

describe('create-admin', () => {
  test('somebody who can sign in at once by the password that is shown, also where there is an administrator', async () => {
    const email = address();
    const { code, out, err } = await trunkline([
      'users',
      'create-admin',
      '--email',
      email,
      '--name',
      'Grace Hopper',
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [, shown = ''] = /^password +(\S+)$/m.exec(out) ?? [];
    expect((await login(email, shown)).status).toBe(200);
    const [entry] = await noted(platformTenantId);
    expect(entry).toMatchObject({ action: 'person.create-administrator', actor: { kind: 'command-line' } });
    expect(JSON.stringify(entry)).not.toContain(shown);
    expect(await trunkline(['users', 'create-admin', '--email', email, '--name', 'G'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('(EMAIL_TAKEN)'),
    });
  });

  test('the password is neither logged nor on standard error, however much is', async () => {
    const args = ['users', 'create-admin', '--email', address(), '--name', 'Grace', '--json', '--verbose'];
    const { out, err } = await trunkline(args);
    const { password: shown } = JSON.parse(out) as { password: string };
    expect(shown.length).toBeGreaterThanOrEqual(20);
    expect(err).toContain('a scope over all tenants');
    expect(err).not.toContain(shown);
  });
});

describe('disable and enable', () => {
  test('whoever is disabled is out within a second on a server that runs, and comes in again by signing in', async () => {
    const person = await world.newPerson('operator');
    const { headers } = await world.signIn(person);
    expect(await me(headers)).toBe(200);
    await json('users', 'disable', person.email, '--yes');
    await expect.poll(() => me(headers)).toBe(401);
    expect((await login(person.email)).status).toBe(401);
    expect(await json('users', 'enable', person.id)).toMatchObject({ status: 'active' });
    expect((await login(person.email)).status).toBe(200);
    expect(await me(headers)).toBe(401);
    const actions = (await noted(tenantId)).slice(0, 2).map(({ action }) => action);
    expect(actions).toEqual(['person.change', 'person.change']);
  });

  test('asks before it shuts somebody out', async () => {
    const { email } = await world.newPerson('viewer');
    const { code, questions } = await trunkline(['users', 'disable', email], { answer: false });
    expect({ code, asked: questions.length }).toEqual({ code: 1, asked: 1 });
    expect((await login(email)).status).toBe(200);
  });

  test.each(['disable', 'unlock', 'sign-out', 'reset-password'])('1 for nobody: %s', async (verb) => {
    const yes = verb === 'disable' ? ['--yes'] : [];
    for (const nobody of [address(), newId('usr')]) {
      const { code, out, err } = await trunkline(['users', verb, nobody, ...yes]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain('(PERSON_NOT_FOUND)');
    }
  });
});

test('unlock lets somebody try again at once who failed too often', async () => {
  const { email, id } = await world.newPerson('viewer');
  for (let tries = 0; tries < 5; tries += 1) await login(email, 'wrong password here');
  expect(await login(email)).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
  await json('users', 'unlock', email);
  expect((await login(email)).status).toBe(200);
  expect((await noted(tenantId))[0]).toMatchObject({
    action: 'person.unlock',
    resource: { id },
    actor: { kind: 'command-line' },
  });
});

test('sign-out ends every session, and no other person’s', async () => {
  const [one, other] = [await world.newPerson('operator'), await world.newPerson('operator')];
  const sessions = [await world.signIn(one), await world.signIn(one)];
  const theirs = await world.signIn(other);
  // So that the server has them in mind.
  for (const { headers } of sessions) expect(await me(headers)).toBe(200);
  await json('users', 'sign-out', one.email);
  for (const { headers } of sessions) await expect.poll(() => me(headers)).toBe(401);
  expect(await me(theirs.headers)).toBe(200);
  expect((await noted(tenantId))[0]).toMatchObject({ action: 'person.sign-out', resource: { id: one.id } });
});

describe('reset-password', () => {
  test('mails a link as if they had asked, and not again a moment later', async () => {
    const { email, id } = await world.newPerson('viewer');
    const { code, out } = await trunkline(['users', 'reset-password', email]);
    expect(code).toBe(0);
    const token = await world.tokenMailedTo(email, 'password-reset');
    expect(out).not.toContain(token);
    const another = 'seven kettles whisper';
    await world.ask('POST', '/v1/auth/password-reset/perform', { token, password: another }, {});
    expect((await login(email, another)).status).toBe(200);
    const noticed = (await noted(tenantId)).find(({ resource }) => resource.id === id);
    expect(noticed).toMatchObject({ action: 'password.request-reset', actor: { kind: 'command-line' } });
    await json('users', 'reset-password', email);
    expect(await trunkline(['users', 'reset-password', email])).toMatchObject({
      code: 1,
      err: expect.stringContaining('(LINK_SENT_ALREADY)'),
    });
  });

  test('--show gives a password, shows it once, and ends all sessions', async () => {
    const person = await world.newPerson('viewer');
    const { headers } = await world.signIn(person);
    expect(await me(headers)).toBe(200);
    const given = await json<{ password: string }>('users', 'reset-password', person.email, '--show');
    expect((await login(person.email)).status).toBe(401);
    expect((await login(person.email, given.password)).status).toBe(200);
    await expect.poll(() => me(headers)).toBe(401);
    const entry = (await noted(tenantId))[0];
    expect(entry).toMatchObject({ action: 'person.give-password', resource: { id: person.id } });
    expect(JSON.stringify(entry)).not.toContain(given.password);
    // Whoever had a hand in it: the owner hears of it.
    await expect
      .poll(async () => {
        const mails = await house.app.database.collection('mails').find({ tenantId }).toArray();
        return mails.some(({ template }) => template === 'password-changed');
      })
      .toBe(true);
  });

  test('1 for whoever has not come yet', async () => {
    const { email } = await world.invited('viewer');
    for (const more of [[], ['--show']]) {
      const refused = await trunkline(['users', 'reset-password', email, ...more]);
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('(PERSON_NOT_ACTIVE)') });
    }
  });
});

test('remove-second-factor is for whoever has lost it', async () => {
  const { email, id } = await world.newPerson('viewer');
  const totp = { secretSealed: 'x', confirmed: true, lastStep: 0, recoveryHashes: [] };
  await house.app.database.collection('users').updateOne({ _id: id as never }, { $set: { totp } });
  expect(await json('users', 'remove-second-factor', email, '--yes')).toMatchObject({ secondFactor: false });
  expect((await noted(tenantId))[0]).toMatchObject({
    action: 'person.remove-second-factor',
    resource: { id },
  });
});
