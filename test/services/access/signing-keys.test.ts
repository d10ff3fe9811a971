import { describe, expect, test } from 'vitest';
import { createSealer } from '../../../src/core/crypto/index.ts';
import { newId } from '../../../src/core/ids.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import { openModels } from '../../../src/models/index.ts';
import { createSigningKeys, skewMs } from '../../../src/services/access/signing-keys.ts';
import { accessTokenMs, createTokens } from '../../../src/services/access/tokens.ts';
import { testClock } from '../../helpers/clock.ts';
import { randomKey } from '../../helpers/keys.ts';
import { database } from '../../helpers/mongo.ts';
import { codeOf } from './support/house.ts';

const mongo = await database();
const models = await openModels(mongo.connection());
const silent = { info: () => undefined, warn: () => undefined };
const scope = systemScope('tests of signing keys', silent);
const minute = 60_000;
const hour = 60 * minute;

/** Instances that share the database, and nothing else. */
async function ground() {
  await models.signingKeys.deleteMany(scope, {});
  const clock = testClock(new Date());
  const ring = [randomKey('k1')] as [ReturnType<typeof randomKey>];
  const warnings: unknown[] = [];
  const instance = (keys = ring) => {
    const signingKeys = createSigningKeys({
      signingKeys: models.signingKeys,
      sealer: createSealer(keys),
      clock,
      log: { info: () => undefined, warn: (line: unknown) => void warnings.push(line) },
      scope,
      tokenMs: accessTokenMs,
    });
    return { signingKeys, ...createTokens(signingKeys, clock) };
  };
  return {
    clock,
    instance,
    warnings,
    stored: () => models.signingKeys.find(scope, {}, { sort: { number: 1 } }),
  };
}

const claims = () => ({ userId: newId('usr'), tenantId: newId('ten'), sessionId: newId('ses') });

test('instances that start at once make one key, and read each other’s tokens', async () => {
  const { instance, stored } = await ground();
  const all = Array.from({ length: 8 }, () => instance());
  const tokens = await Promise.all(all.map((one) => one.access(claims())));
  for (const { token } of tokens) {
    for (const one of all) expect(await codeOf(one.accessOf(token))).toBe('none');
  }
  expect(await stored()).toHaveLength(1);
});

test('over days under load each token is good everywhere for all its time, and its key verifies no longer', {
  timeout: 60_000,
}, async () => {
  const { clock, instance, stored } = await ground();
  const all = [instance(), instance()];
  const kids = new Set<string>();
  let issued: { token: string; expiresAt: Date }[] = [];
  // Three days in steps that hit every edge sooner or later.
  for (let passed = 0; passed < 72 * hour; passed += 13 * minute) {
    for (const one of all) issued.push(await one.access(claims()));
    for (const { token } of issued) {
      kids.add(kidOf(token));
      const verified = await Promise.all(all.map((one) => codeOf(one.accessOf(token))));
      expect(verified).toEqual(['none', 'none']);
    }
    clock.advance(13 * minute);
    const now = clock.now();
    const over = issued.filter(({ expiresAt }) => expiresAt <= now);
    for (const { token } of over) {
      const codes = await Promise.all(all.map((one) => codeOf(one.accessOf(token))));
      for (const code of codes) expect(['TOKEN_EXPIRED', 'TOKEN_UNKNOWN_KEY']).toContain(code);
    }
    issued = issued.filter((one) => !over.includes(one));
  }
  expect(kids.size).toBe(3);
  const [first] = await stored();
  expect(await all[0]?.signingKeys.find(first?._id ?? '')).toBeUndefined();
});

test('the next key is there for all before it signs', async () => {
  const { clock, instance, stored } = await ground();
  const one = instance();
  const before = await one.signingKeys.current();
  clock.advance(23 * hour + minute);
  expect((await one.signingKeys.current()).kid).toBe(before.kid);
  const [old, next] = await stored();
  expect(+(next?.signsFrom ?? 0)).toBe(+(old?.signsUntil ?? 0));
  expect(+(next?.signsFrom ?? 0)).toBeGreaterThan(+clock.now());
});

describe('rotating by hand, with requests going on', () => {
  test('refuses none that is good, and accepts nothing of the old key after its last token', async () => {
    const { clock, instance } = await ground();
    const all = [instance(), instance()];
    const [one, other] = [all[0] ?? instance(), all[1] ?? instance()];
    // One that has signed nothing for long knows the old key only.
    const idle = instance();
    await idle.access(claims());
    const old = await one.access(claims());
    const { kid } = await one.signingKeys.rotate();
    const issued = [old];
    for (let seconds = 0; seconds < 120; seconds += 5) {
      for (const each of all) issued.push(await each.access(claims()));
      for (const { token } of issued) {
        for (const each of [...all, idle]) expect(await codeOf(each.accessOf(token))).toBe('none');
      }
      clock.advance(5_000);
    }
    expect((await one.signingKeys.current()).kid).toBe(kid);
    expect((await other.signingKeys.current()).kid).toBe(kid);
    expect((await idle.signingKeys.current()).kid).toBe(kid);
    // What somebody forges with the old key when all its tokens have run out.
    clock.advance(accessTokenMs + 2 * minute);
    for (const each of [...all, instance()]) {
      expect(await each.signingKeys.find(kidOf(old.token))).toBeUndefined();
      expect(await codeOf(each.accessOf(old.token))).toBe('TOKEN_UNKNOWN_KEY');
    }
  });

  test('an instance that signs nothing hears of it too, and believes no token longer than its key', async () => {
    const { clock, instance } = await ground();
    const [one, other] = [instance(), instance()];
    const thief = { current: await one.signingKeys.current(), find: one.signingKeys.find };
    const forge = () =>
      createTokens({ ...thief, current: async () => thief.current }, clock).access(claims());
    expect(await codeOf(other.accessOf((await forge()).token))).toBe('none');
    const { signsFrom } = await one.signingKeys.rotate();
    const ends = new Date(signsFrom.getTime() + accessTokenMs + skewMs);
    clock.advance(ends.getTime() - clock.now().getTime() - minute);
    const { token, expiresAt } = await forge();
    expect(expiresAt.getTime()).toBeGreaterThan(ends.getTime());
    expect((await other.accessOf(token)).expiresAt).toEqual(ends);
    clock.advance(minute);
    expect(await codeOf(other.accessOf((await forge()).token))).toBe('TOKEN_UNKNOWN_KEY');
  });
});

test('they lie in the database sealed; with other encryption keys there is a new one, and a warning', async () => {
  const { instance, stored, warnings } = await ground();
  const { kid, secret } = await instance().signingKeys.current();
  expect(JSON.stringify(await stored())).not.toContain(secret.export().toString('base64url'));
  const another = instance([randomKey('k2')]);
  expect((await another.signingKeys.current()).kid).not.toBe(kid);
  expect(warnings).not.toHaveLength(0);
});

describe('a token is refused', () => {
  test('with a code of its own for each reason', async () => {
    const { clock, instance } = await ground();
    const one = instance();
    const { token } = await one.access(claims());
    const { token: challenge } = await one.challenge({
      userId: newId('usr'),
      tenantId: newId('ten'),
      epoch: 0,
    });
    const [head = '', body = '', signature = ''] = token.split('.');
    const otherBody = Buffer.from(body, 'base64url').toString().replace('usr_', 'usr_0');
    const changed = `${head}.${Buffer.from(otherBody).toString('base64url')}.${signature}`;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const foreign = instance([randomKey('k2')]);
    const strangers = await foreign.access(claims());
    expect(await codeOf(one.accessOf('nonsense'))).toBe('TOKEN_MALFORMED');
    expect(await codeOf(one.accessOf(changed))).toBe('TOKEN_SIGNATURE_WRONG');
    expect(await codeOf(one.accessOf(unsigned))).toBe('TOKEN_MALFORMED');
    expect(await codeOf(one.accessOf(challenge))).toBe('TOKEN_MALFORMED');
    expect(await codeOf(one.challengeOf(token))).toBe('TOKEN_MALFORMED');
    expect(await codeOf(one.accessOf(strangers.token))).toBe('TOKEN_UNKNOWN_KEY');
    // Made with a clock of its own, by whoever has the key: no token of ours is good for so long.
    const ahead = { ...clock, now: () => new Date(clock.now().getTime() + skewMs + 2000) };
    const lasting = await createTokens(one.signingKeys, ahead).access(claims());
    expect(await codeOf(one.accessOf(lasting.token))).toBe('TOKEN_MALFORMED');
    clock.advance(accessTokenMs + 1000);
    expect(await codeOf(one.accessOf(token))).toBe('TOKEN_EXPIRED');
  });
});

function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
}
