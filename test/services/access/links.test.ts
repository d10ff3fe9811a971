import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import { dashboardRoutes } from '../../../src/routes/dashboard/dashboard.ts';
import { database } from '../../helpers/mongo.ts';
import { until } from '../../helpers/queue-house.ts';
import { testRedis } from '../../helpers/redis.ts';
import {
  accessHouse,
  callerOf,
  codeOf,
  goodPassword,
  type House,
  otherPassword,
  signIn,
  visit,
} from './support/house.ts';

const mongo = await database();
const redis = testRedis();

async function ground() {
  const house = await accessHouse(mongo, redis);
  const [one, other] = [house.instance(), house.instance()];
  return { house, one, other };
}

/** What stands behind the # of the newest mail's link. */
function tokenIn({ mails }: House): string {
  const { link = '' } = (mails.at(-1)?.values ?? {}) as { link?: string };
  return link.split('#')[1] ?? '';
}

describe('an invitation', () => {
  async function invited() {
    const all = await ground();
    const { house, one } = all;
    const boss = await house.person(one);
    const email = `${newId('usr')}@example.com`;
    const caller = callerOf(boss);
    const person = await one.people.invite(caller, { email, name: 'Grace Hopper', role: 'viewer' });
    const token = tokenIn(house);
    const accept = (at = one, given = token) =>
      at.access.invitations.accept({ token: given, password: otherPassword }, visit());
    const guest = { email, password: otherPassword };
    return { ...all, boss, caller, email, person, token, accept, guest };
  }

  test('comes by mail, tells what it is to, and lets its owner choose a password', async () => {
    const { house, one, token, accept, email, guest } = await invited();
    expect(house.mails).toMatchObject([
      {
        template: 'invitation',
        to: email,
        values: {
          inviter: 'Ada Lovelace',
          tenant: 'Example Ltd',
          link: `http://127.0.0.1:3000/invitation#${token}`,
        },
      },
    ]);
    expect(await one.access.invitations.look(token)).toMatchObject({
      inviter: 'Ada Lovelace',
      tenant: 'Example Ltd',
    });
    expect(await codeOf(one.access.signIn.login(guest, visit()))).toBe('CREDENTIALS_WRONG');
    await accept();
    expect(await codeOf(one.access.signIn.login(guest, visit()))).toBe('none');
  });

  test('is good once, however many take it at once', async () => {
    const { one, other, token, accept } = await invited();
    const codes = await Promise.all([one, other, one, other].map((at) => codeOf(accept(at))));
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(await codeOf(accept())).toBe('LINK_NOT_GOOD');
    // Whoever has joined by it and comes back is told where to go on.
    await expect(one.access.invitations.look(token)).rejects.toThrow(/sign in, or ask for a new password/);
  });

  test('is good for three days, and not when a newer one was sent', async () => {
    const { house, one, caller, person, token, accept } = await invited();
    house.clock.advance(3 * 24 * 3_600_000 + 1);
    expect(await codeOf(one.access.invitations.look(token))).toBe('LINK_NOT_GOOD');
    expect(await codeOf(accept())).toBe('LINK_NOT_GOOD');
    await one.people.inviteAgain(caller, person._id);
    expect(await codeOf(accept())).toBe('LINK_NOT_GOOD');
    expect(await codeOf(accept(one, tokenIn(house)))).toBe('none');
  });

  test('is not used up by a password that is refused', async () => {
    const { one, token, accept } = await invited();
    const weak = one.access.invitations.accept({ token, password: 'Grace Hopper 1' }, visit());
    expect(await codeOf(weak)).toBe('PASSWORD_TOO_WEAK');
    expect(await codeOf(accept())).toBe('none');
  });

  test('of somebody who is disabled or removed is good for nothing', async () => {
    const { one, caller, person, accept } = await invited();
    await one.people.change(caller, person._id, { status: 'disabled' });
    expect(await codeOf(accept())).toBe('LINK_NOT_GOOD');
    expect((await one.people.change(caller, person._id, { status: 'active' })).status).toBe('invited');
    await one.people.remove(caller, person._id);
    expect(await codeOf(accept())).toBe('LINK_NOT_GOOD');
  });

  test('leaves nothing in the database that would open it', async () => {
    const { house, token, person, boss, email } = await invited();
    const stored = JSON.stringify(await house.models.users.findById(boss.scope, person._id));
    for (const secret of [token, email, 'Grace', 'Ada']) expect(stored).not.toContain(secret);
  });
});

test('every link in a mail leads to a page of the dashboard', async () => {
  const { house, one } = await ground();
  const boss = await house.person(one);
  const email = `${newId('usr')}@example.com`;
  await one.people.invite(callerOf(boss), { email, name: 'Grace Hopper', role: 'viewer' });
  await one.access.passwordReset.request(boss.email, visit());
  await until(() => house.mails.length > 1);
  const pages = house.mails.map(({ values }) => new URL((values as { link: string }).link).pathname);
  expect(pages.sort()).toEqual(['/invitation', '/password']);
  expect(dashboardRoutes.map(({ url }) => url)).toEqual(expect.arrayContaining(pages));
});

describe('a forgotten password', () => {
  async function forgotten() {
    const all = await ground();
    const { house, one } = all;
    const someone = await house.person(one);
    await one.access.passwordReset.request(someone.email, visit());
    await until(() => house.mails.length > 0);
    const token = tokenIn(house);
    const perform = (at = one, given = token) =>
      at.access.passwordReset.perform({ token: given, password: otherPassword }, visit());
    return { ...all, someone, token, perform };
  }

  test('is replaced by a link, once; all sessions end, and its owner is told', async () => {
    const { house, one, other, someone, perform } = await forgotten();
    const { refreshToken, accessToken } = await signIn(one, someone);
    await other.access.sessions.authenticate(accessToken);
    const codes = await Promise.all([one, other, one].map((at) => codeOf(perform(at))));
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(await codeOf(other.access.refresh.refresh(refreshToken, visit()))).toBe('SESSION_ENDED');
    expect(await codeOf(other.access.sessions.authenticate(accessToken))).toBe('SESSION_ENDED');
    expect(await codeOf(signIn(one, someone))).toBe('CREDENTIALS_WRONG');
    expect(await codeOf(signIn(one, { ...someone, password: otherPassword }))).toBe('none');
    await one.access.close();
    await other.access.close();
    expect(house.mails.map(({ template }) => template)).toEqual(['password-reset', 'password-changed']);
  });

  test('ends a lock-out: whoever reads the mails is the owner', async () => {
    const { one, someone, perform } = await forgotten();
    for (let n = 0; n < 5; n += 1) await codeOf(signIn(one, { ...someone, password: 'wrong' }));
    await perform();
    expect(await codeOf(signIn(one, { ...someone, password: otherPassword }))).toBe('none');
  });

  test('has an hour, and a link that was followed by another is good for nothing', async () => {
    const { house, one, someone, token, perform } = await forgotten();
    house.clock.advance(3 * 60_000);
    await one.access.passwordReset.request(someone.email, visit());
    await until(() => house.mails.length > 1);
    expect(await codeOf(perform())).toBe('LINK_NOT_GOOD');
    house.clock.advance(3_600_000);
    expect(await codeOf(perform(one, tokenIn(house)))).toBe('LINK_NOT_GOOD');
    expect(token).not.toBe(tokenIn(house));
  });

  test('fills nobody’s mailbox, and says nothing of who has an account', async () => {
    const { house, one, someone } = await forgotten();
    for (const email of [someone.email, 'nobody@example.com']) {
      expect(await one.access.passwordReset.request(email, visit())).toBeUndefined();
    }
    await one.access.close();
    expect(house.mails).toHaveLength(1);
  });

  test('is for those alone who have chosen one', async () => {
    const { house, one, someone } = await forgotten();
    const boss = callerOf(someone);
    const email = `${newId('usr')}@example.com`;
    await one.people.invite(boss, { email, name: 'Grace Hopper', role: 'viewer' });
    await one.access.passwordReset.request(email, visit());
    await one.access.close();
    expect(house.mails.at(-1)).toMatchObject({ template: 'invitation' });
  });
});

test('a link that was made up is refused before anybody is looked for', async () => {
  const { one } = await ground();
  for (const token of ['', 'tl_once_x', `tl_once_${newId('usr').slice(4)}_${'A'.repeat(43)}`]) {
    expect(await codeOf(one.access.invitations.look(token))).toBe('LINK_NOT_GOOD');
    expect(await codeOf(one.access.passwordReset.perform({ token, password: goodPassword }, visit()))).toBe(
      'LINK_NOT_GOOD',
    );
  }
});
