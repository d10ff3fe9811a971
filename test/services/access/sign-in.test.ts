import { TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { pauseMsAfter } from '../../../src/services/access/attempts.ts';
import { createPasswords, recommendedCost } from '../../../src/services/access/passwords.ts';
import { database } from '../../helpers/mongo.ts';
import { until } from '../../helpers/queue-house.ts';
import { testRedis } from '../../helpers/redis.ts';
import {
  accessHouse,
  callerOf,
  codeOf,
  goodPassword,
  type House,
  type Instance,
  passOf,
  type Someone,
  signIn,
  visit,
} from './support/house.ts';

const mongo = await database();
const redis = testRedis();

async function ground() {
  const house = await accessHouse(mongo, redis);
  const [one, other] = [house.instance(), house.instance()];
  const someone = await house.person(one);
  const login = (email: string, password: string, at: Instance = one) =>
    at.access.signIn.login({ email, password }, visit());
  return { house, one, other, someone, login };
}

test('the address may be typed as it comes', async () => {
  const { someone, login } = await ground();
  expect(passOf(await login(` ${someone.email.toUpperCase()} `, goodPassword))).toBeDefined();
});

describe('a stranger learns nothing', () => {
  /** What is done for one try: verifications, and every question to the database, in order. */
  async function traced(
    email: (someone: Someone) => string,
    arrange?: (house: House, someone: Someone) => Promise<unknown>,
  ) {
    const house = await accessHouse(mongo, redis);
    const done: string[] = [];
    const passwords = createPasswords({ memoryCost: 8, timeCost: 1, parallelism: 1 });
    const counting = {
      ...passwords,
      verify: (stored: string | undefined, password: string) => {
        done.push('verify');
        return passwords.verify(stored, password);
      },
    };
    for (const name of ['users', 'signInFailures'] as const) {
      const repository = house.models[name];
      Object.assign(house.models, {
        [name]: Object.fromEntries(
          Object.entries(repository).map(([method, ask]) => [
            method,
            (...args: unknown[]) => {
              done.push(`${name}.${method}`);
              return (ask as (...args: unknown[]) => unknown)(...args);
            },
          ]),
        ),
      });
    }
    const one = house.instance({ passwords: counting });
    const someone = await house.person(one);
    await arrange?.(house, someone);
    const answers = [];
    const steps = [];
    for (let n = 0; n < 7; n += 1) {
      done.length = 0;
      const asked = one.access.signIn.login({ email: email(someone), password: 'wrong password' }, visit());
      const { code, message, status } = await asked.then(
        () => ({ code: 'none', message: '', status: 0 }),
        (error) => error,
      );
      answers.push({ code, message, status });
      steps.push([...done]);
    }
    return { answers, steps };
  }

  test('neither by the answers nor by what is done for them', async () => {
    const known = await traced(({ email }) => email);
    const unknown = await traced(() => 'nobody@example.com');
    const invited = await traced(
      ({ email }) => email,
      ({ models }, { scope, id }) =>
        models.users.updateOne(
          scope,
          { _id: id },
          { $set: { status: 'invited' }, $unset: { passwordHash: true } },
        ),
    );
    const disabled = await traced(
      ({ email }) => email,
      ({ models }, { scope, id }) =>
        models.users.updateOne(scope, { _id: id }, { $set: { status: 'disabled' } }),
    );
    expect(known.answers.map(({ code }) => code)).toEqual([
      ...Array(5).fill('CREDENTIALS_WRONG'),
      ...Array(2).fill('TOO_MANY_ATTEMPTS'),
    ]);
    expect(known.steps[1]).toContain('verify');
    for (const other of [unknown, invited, disabled]) expect(other).toEqual(known);
  });

  test('not even that an account is disabled or its tenant suspended, before the password was right', async () => {
    const { house, one, someone, login } = await ground();
    house.statuses.set(someone.tenantId, 'suspended');
    expect(await codeOf(login(someone.email, 'wrong password'))).toBe('CREDENTIALS_WRONG');
    expect(await codeOf(login(someone.email, goodPassword))).toBe('TENANT_SUSPENDED');
    house.statuses.set(someone.tenantId, 'active');
    await house.models.users.updateOne(someone.scope, { _id: someone.id }, { $set: { status: 'disabled' } });
    expect(await codeOf(login(someone.email, goodPassword))).toBe('USER_DISABLED');
    expect(one.current).toBe(true);
  });

  test('a hash that is of nobody costs as much as one by the recommended parameters', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash(goodPassword);
    expect(stored).toContain(`m=${recommendedCost.memoryCost},t=${recommendedCost.timeCost},p=1`);
    expect(await passwords.verify(stored, goodPassword)).toBe(true);
    expect(await passwords.verify(undefined, goodPassword)).toBe(false);
  });
});

describe('failures', () => {
  test('make everybody wait, longer and longer, and a right password does not help before', async () => {
    const { house, other, someone, login } = await ground();
    for (let n = 0; n < 5; n += 1)
      expect(await codeOf(login(someone.email, 'wrong'))).toBe('CREDENTIALS_WRONG');
    expect(await codeOf(login(someone.email, goodPassword, other))).toBe('TOO_MANY_ATTEMPTS');
    house.clock.advance(61_000);
    expect(await codeOf(login(someone.email, 'wrong'))).toBe('CREDENTIALS_WRONG');
    house.clock.advance(61_000);
    expect(await codeOf(login(someone.email, goodPassword))).toBe('TOO_MANY_ATTEMPTS');
    house.clock.advance(60_000);
    expect(await codeOf(login(someone.email, goodPassword))).toBe('none');
    // And all is forgotten.
    for (let n = 0; n < 4; n += 1) await codeOf(login(someone.email, 'wrong'));
    expect(await codeOf(login(someone.email, goodPassword))).toBe('none');
  });

  test('never make anybody wait for more than a quarter of an hour', () => {
    expect([4, 5, 6, 7, 8, 9, 10, 1_000].map((failures) => pauseMsAfter(failures) / 60_000)).toEqual([
      0, 1, 2, 4, 8, 15, 15, 15,
    ]);
  });

  test('are counted also when a hundred come at once: five are looked at', async () => {
    const { one, other, someone, login } = await ground();
    const codes = await Promise.all(
      Array.from({ length: 100 }, (_, at) => codeOf(login(someone.email, 'wrong', at % 2 ? one : other))),
    );
    expect(codes.filter((code) => code === 'CREDENTIALS_WRONG')).toHaveLength(5);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(95);
  });

  test('outlive a wiped Redis', async () => {
    const { house, someone, login } = await ground();
    for (let n = 0; n < 5; n += 1) await codeOf(login(someone.email, 'wrong'));
    const keys = await redis.client.keys(`{${redis.REDIS_PREFIX}}*`);
    await redis.client.unlink(...keys);
    expect(await codeOf(login(someone.email, goodPassword))).toBe('TOO_MANY_ATTEMPTS');
    expect(house.noted.filter(({ action }) => action === 'session.refuse')).toHaveLength(5);
  });

  test('are told to the owner of the account once, when there is a pause for the first time', async () => {
    const { house, someone, login } = await ground();
    for (let n = 0; n < 5; n += 1) await codeOf(login(someone.email, 'wrong'));
    await until(() => house.mails.length > 0);
    house.clock.advance(61_000);
    await codeOf(login(someone.email, 'wrong'));
    expect(house.mails).toMatchObject([{ template: 'locked-out', to: someone.email }]);
  });

  test('from one address on the network are limited whatever accounts they are for', async () => {
    const { one, someone } = await ground();
    const attack = (n: number) =>
      one.access.signIn.login(
        { email: `u${n}@example.com`, password: 'wrong' },
        visit({ ip: '2001:db8:1:2::1' }),
      );
    for (let n = 0; n < 20; n += 1) expect(await codeOf(attack(n))).toBe('CREDENTIALS_WRONG');
    expect(await codeOf(attack(21))).toBe('TOO_MANY_ATTEMPTS');
    // A neighbour in the same network, of which one household has 2^64 addresses.
    expect(await codeOf(signIn(one, someone, { ip: '2001:db8:1:2:ffff::9' }))).toBe('TOO_MANY_ATTEMPTS');
    expect(await codeOf(signIn(one, someone, { ip: '2001:db8:1:3::1' }))).toBe('none');
  });

  test('are what is counted: whoever signs in often and well is not stopped', async () => {
    const { one, someone } = await ground();
    for (let n = 0; n < 25; n += 1) {
      expect(await codeOf(signIn(one, someone, { ip: '203.0.113.50' }))).toBe('none');
    }
  });
});

test('a password whose hash is weaker than it should be today gets a stronger one', async () => {
  const house = await accessHouse(mongo, redis);
  const stronger = createPasswords({ memoryCost: 16, timeCost: 2, parallelism: 1 });
  const one = house.instance({ passwords: stronger });
  const someone = await house.person(one);
  await signIn(one, someone);
  await one.access.close();
  const { passwordHash = '' } = await someone.reload();
  expect(passwordHash).toContain('m=16,t=2');
  expect(await codeOf(signIn(one, someone))).toBe('none');
  expect(stronger.isOutdated(passwordHash)).toBe(false);
});

describe('the second factor', () => {
  async function enrolled() {
    const all = await ground();
    const { house, one, someone } = all;
    const caller = callerOf(someone);
    const { secret, uri } = await one.access.own.enrol(caller, goodPassword);
    const codeNow = () => new TOTP({ secret }).generate({ timestamp: +house.clock.now() });
    const recoveryCodes = await one.access.own.confirm(caller, codeNow());
    house.clock.advance(30_000);
    const challenge = async (at = one) => {
      const outcome = await at.access.signIn.login(someone, visit());
      if (outcome.outcome !== 'second-factor') throw new Error('no second factor was asked for');
      return outcome.challenge;
    };
    const answer = async (code: string, at = one, given?: string) =>
      at.access.signIn.secondFactor({ challenge: given ?? (await challenge(at)), code }, visit());
    return { ...all, caller, secret, uri, codeNow, recoveryCodes, challenge, answer };
  }

  test('is asked for when it is confirmed, and not before', async () => {
    const { one, someone } = await ground();
    const { secret } = await one.access.own.enrol(callerOf(someone), goodPassword);
    expect(await codeOf(signIn(one, someone))).toBe('none');
    expect(await codeOf(one.access.own.confirm(callerOf(someone), '000000x'))).toBe('CODE_WRONG');
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  });

  test('is understood by apps: the address has its issuer, account and secret', async () => {
    const { uri, secret, someone } = await enrolled();
    const { searchParams, pathname } = new URL(uri);
    expect(decodeURIComponent(pathname)).toContain(someone.email);
    expect(searchParams.get('secret')).toBe(secret);
    expect(searchParams.get('issuer')).toBe('Trunkline');
  });

  test('lets nobody in without it, and whoever has it', async () => {
    const { one, someone, codeNow, answer } = await enrolled();
    expect(await codeOf(signIn(one, someone))).not.toBe('none');
    const { pass } = await answer(codeNow());
    expect(await one.access.sessions.authenticate(pass.accessToken)).toMatchObject({ id: someone.id });
  });

  test('takes each code once, on whatever instance and however many come at once', async () => {
    const { one, other, codeNow, challenge, answer } = await enrolled();
    const [code, given] = [codeNow(), await challenge()];
    const codes = await Promise.all([one, other, one, other].map((at) => codeOf(answer(code, at, given))));
    expect(codes.filter((one) => one === 'none')).toHaveLength(1);
    expect(await codeOf(answer(code))).toBe('CODE_WRONG');
  });

  test('takes a code of the half minute before, and none that is older', async () => {
    const { house, codeNow, answer } = await enrolled();
    const code = codeNow();
    house.clock.advance(90_000);
    expect(await codeOf(answer(code))).toBe('CODE_WRONG');
    const recent = codeNow();
    house.clock.advance(30_000);
    expect(await codeOf(answer(recent))).toBe('none');
  });

  test('takes each recovery code once, as it was written down', async () => {
    const { recoveryCodes, answer, someone } = await enrolled();
    const [first = '', second = ''] = recoveryCodes;
    expect(recoveryCodes).toHaveLength(10);
    expect(await codeOf(answer(first.toUpperCase().replaceAll('-', ' ')))).toBe('none');
    expect(await codeOf(answer(first))).toBe('CODE_WRONG');
    expect(await codeOf(answer(second))).toBe('none');
    const stored = JSON.stringify(await someone.reload());
    for (const code of recoveryCodes) expect(stored).not.toContain(code);
  });

  test('cannot be guessed: wrong codes count like wrong passwords, and the right password takes none of them back', async () => {
    const { answer } = await enrolled();
    const codes = [];
    for (let n = 0; n < 7; n += 1) codes.push(await codeOf(answer('000000')));
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('CODE_WRONG'));
    expect(codes.slice(5)).toEqual(Array(2).fill('TOO_MANY_ATTEMPTS'));
  });

  test('cannot be answered after the password was changed, or too late', async () => {
    const { house, one, caller, codeNow, challenge, answer } = await enrolled();
    const early = await challenge();
    house.clock.advance(5 * 60_000 + 1000);
    expect(await codeOf(answer(codeNow(), one, early))).toBe('TOKEN_EXPIRED');
    const before = await challenge();
    await one.access.own.logoutEverywhere(caller);
    expect(await codeOf(answer(codeNow(), one, before))).toBe('CHALLENGE_ENDED');
  });

  test('is removed with the password, or by somebody who looks after people', async () => {
    const { house, one, someone, caller } = await enrolled();
    expect(await codeOf(one.access.own.enrol(caller, goodPassword))).toBe('SECOND_FACTOR_EXISTS');
    expect(await codeOf(one.access.own.removeSecondFactor(caller, 'wrong'))).toBe('PASSWORD_WRONG');
    const boss = callerOf(await house.person(one, { tenantId: someone.tenantId }));
    await one.people.removeSecondFactor(boss, someone.id);
    expect(await codeOf(signIn(one, someone))).toBe('none');
  });
});
