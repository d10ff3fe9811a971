/** trunkline rotate-keys: other keys take the place of old ones, and it is said when that is so. */
import { describe, expect, test } from 'vitest';
import { createSealer } from '../../../src/core/crypto/index.ts';
import type { RotationStatus } from '../../../src/services/privacy/rotation/status.ts';
import { testApp } from '../../helpers/app.ts';
import { randomKey } from '../../helpers/keys.ts';
import { newWorld } from '../../helpers/world.ts';
import { commandLineOf, keyRingText } from './support/command-line.ts';

const [before, next] = [randomKey('before'), randomKey('next')];
/** As every server should be before: it can read what will be sealed with the new key. */
const house = await testApp({ env: { ENCRYPTION_KEYS: keyRingText([before, next]) } });
const { app } = house;
const world = await newWorld(house);
const { trunkline, json, noted } = commandLineOf(house);

test('jwt: another key is about to sign, and whoever is signed in stays so', async () => {
  const someone = await world.newPerson('operator');
  const { headers } = await world.signIn(someone);
  const made = await json<{ kid: string; signsFrom: string }>('rotate-keys', 'jwt');
  expect(Date.parse(made.signsFrom)).toBeGreaterThan(Date.now());
  const stored = await app.database.collection('signing_keys').find({}).sort({ number: 1 }).toArray();
  expect(stored.at(-1)).toMatchObject({ _id: made.kid, signsFrom: new Date(made.signsFrom) });
  expect(+(stored.at(-2)?.signsUntil ?? 0)).toBe(Date.parse(made.signsFrom));
  expect((await house.fetch('/v1/auth/me', { headers })).status).toBe(200);
  expect((await noted())[0]).toMatchObject({ action: 'signing-key.rotate', actor: { kind: 'command-line' } });
});

describe('data', () => {
  const both = { ENCRYPTION_KEYS: keyRingText([next, before]) };
  const status = async (env?: Record<string, string>) =>
    JSON.parse(
      (await trunkline(['rotate-keys', 'data', '--status', '--json'], { ...(env && { env }) })).out,
    ) as RotationStatus;
  const keysSeen = ({ fields }: RotationStatus) => new Set(fields.flatMap(({ seen }) => Object.keys(seen)));
  const rotate = (env: Record<string, string>, ...more: string[]) =>
    trunkline(['rotate-keys', 'data', '--yes', ...more], { env });

  test('asks whether everybody has the key; --status asks nothing and changes nothing', async () => {
    const no = await trunkline(['rotate-keys', 'data'], { env: both, answer: false });
    expect(no).toMatchObject({ code: 1, questions: [expect.stringContaining('every server and worker')] });
    const { currentKey, oldKeys } = await status(both);
    expect({ currentKey, old: oldKeys.map(({ id }) => id) }).toEqual({
      currentKey: 'next',
      old: ['before'],
    });
    expect(oldKeys[0]?.neededBy).toContain('users.emailSealed');
  });

  test('nothing under the old key is left, whatever was thought to be done, and progress is told', async () => {
    const { code, out, err } = await rotate(both);
    expect(code).toBe(0);
    expect(err).toMatch(/^\d+ of \d+ fields are done; values seen: \d+ under next, \d+ under older keys\.$/m);
    expect(out).toContain(`before is still needed by: the audit log`);
    const first = await status(both);
    expect(first.fields.every(({ done }) => done)).toBe(true);
    expect(keysSeen(first)).toEqual(new Set(['next']));

    // A process that had not heard of the key yet has written behind it: the field was said to be done.
    await world.newPerson('viewer');
    const again = await rotate(both, '--json');
    expect(again.code).toBe(0);
    expect(keysSeen(JSON.parse(again.out) as RotationStatus)).toEqual(new Set(['next']));
    const sealed = await app.database.collection('users').find({}).toArray();
    expect(sealed.length).toBeGreaterThan(1);
    const { keyIdOf } = createSealer([next, before]);
    const under = sealed.flatMap(({ emailSealed, nameSealed }) => [
      keyIdOf(emailSealed),
      keyIdOf(nameSealed),
    ]);
    expect(new Set(under)).toEqual(new Set(['next']));
    expect((await noted())[0]).toMatchObject({
      action: 'encryption-key.reseal',
      after: { currentKey: 'next' },
      actor: { kind: 'command-line' },
    });
  });

  test('1 where a value opens under none of the keys, with the name of the field', async () => {
    const third = { ENCRYPTION_KEYS: keyRingText([randomKey('third')]) };
    const refused = await rotate(third);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/values open under no key of ENCRYPTION_KEYS, in .*users\.emailSealed/);
  });

  test('1 where it is stopped, and the next one goes on', async () => {
    const stopped = await trunkline(['rotate-keys', 'data', '--yes'], {
      env: both,
      signal: AbortSignal.abort(),
    });
    expect(stopped).toMatchObject({ code: 1, out: '', err: expect.stringContaining('It was stopped.') });
    expect((await rotate(both)).code).toBe(0);
  });

  test('waits for its turn while a worker is at it', async () => {
    const { leases } = app.models;
    await leases.take('privacy: rotation', 'a worker', 60_000);
    const waits = Promise.withResolvers<void>();
    const onTold = (text: string) => text.includes('A worker is at it; waiting for it.') && waits.resolve();
    const rotating = trunkline(['rotate-keys', 'data', '--yes'], { env: both, onTold });
    await waits.promise;
    await leases.release('privacy: rotation', 'a worker');
    expect((await rotating).code).toBe(0);
  });
});
