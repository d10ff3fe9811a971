/**
 * Keys change while everybody goes on asking over HTTP: those that sign access tokens twice, and ENCRYPTION_KEYS in the
 * order of docs/security.md. No valid request is refused meanwhile; afterwards nothing by an old key is accepted, and
 * nothing is left that only an old key opens.
 */
import { expect, onTestFinished, test } from 'vitest';
import { unansweredOrder } from '../../helpers/calling.ts';
import { movableClock } from '../../helpers/clock.ts';
import { randomKey } from '../../helpers/keys.ts';
import { newWorld, password } from '../../helpers/world.ts';
import {
  askEach,
  claimsOf,
  forgedLike,
  newKey,
  signInWithCode,
  withSecondFactor,
} from './support/credentials.ts';
import { createFleet } from './support/fleet.ts';
import { startLoad } from './support/load.ts';
import { addressesOfMails, breath, everyField, resealAll, sealedValues } from './support/sealed.ts';

const [k1, k2] = [randomKey('k1'), randomKey('k2')];
const minute = 60_000;
const day = 24 * 60 * minute;

test('keys of both kinds change under load', { timeout: 180_000 }, async () => {
  const clock = movableClock();
  const fleet = createFleet(clock);
  await fleet.runWith(k1);
  const world = await newWorld(fleet);
  const guarded = await withSecondFactor(world, clock);
  const invited = await world.invited();
  const erasure = await world.ask<{ id: string }>('POST', '/v1/erasures', { number: '+14155550142' });
  const callId = await world.newCall('+14155550143');
  await world.ask('POST', `/v1/calls/${callId}/notes`, { text: 'Wants to be called back.' });
  const order = await unansweredOrder(world);
  await world.ask('POST', '/v1/calls', order.body, order.headers);
  const keys = await Promise.all(Array.from({ length: 10 }, () => newKey(world)));
  const people = await Promise.all(Array.from({ length: 5 }, () => world.newPerson()));
  const sessions = await Promise.all([...people, ...people].map((person) => world.signIn(person)));
  const robbed = (await world.signIn(await world.newPerson())).headers;
  const first = claimsOf(robbed).kid;
  const forged = (kid: string, goodForMs = 15 * minute) =>
    forgedLike(fleet, robbed, { kid, goodForMs, clock });

  const load = startLoad({ fleet, clock, keys, sessions });
  onTestFinished(load.end);
  await load.pass(1);
  const endless = await forged(first, day);
  // Nothing that we sign is good for so long.
  expect(await askEach(fleet, endless)).toEqual([401, 401]);

  const second = await fleet.app.access.signingKeys.rotate();
  await fleet.runWith(k1, k2);
  await load.pass(5);
  expect(load.lastBy.get(first)?.getTime()).toBeGreaterThan(second.signsFrom.getTime());

  const third = await fleet.app.access.signingKeys.rotate();
  await fleet.runWith(k2, k1);
  await resealAll(fleet);
  await load.pass(5);
  expect(load.lastBy.get(second.kid)?.getTime()).toBeGreaterThan(third.signsFrom.getTime());

  // Whoever has stolen the first key gets in by it until the overlap is over, and not a moment longer.
  await load.pass(5);
  const last = await forged(first);
  expect(await askEach(fleet, last)).toEqual([200, 200]);
  await load.pass(3);
  expect(await askEach(fleet, last)).toEqual([401, 401]);
  expect(await askEach(fleet, await forged(first))).toEqual([401, 401]);
  expect(await askEach(fleet, await forged(second.kid))).toEqual([200, 200]);
  await load.pass(5);
  expect(await askEach(fleet, await forged(second.kid))).toEqual([401, 401]);
  expect(await askEach(fleet, await forged(third.kid))).toEqual([200, 200]);

  // Now everybody has signed in, or stayed so, under the new key of ENCRYPTION_KEYS.
  await resealAll(fleet);
  const sealed = await sealedValues(fleet);
  expect(new Set(sealed.map(({ keyId }) => keyId))).toEqual(new Set(['k2']));
  expect(new Set(sealed.map(({ field }) => field))).toEqual(new Set(everyField(fleet)));
  await fleet.runWith(k2);
  await load.pass(1);
  await load.end();
  expect(load.faults).toEqual([]);
  expect(load.served).toBeGreaterThan(20 * 24 * 2);

  // What was sealed before opens: a second factor, what a mail says, an erasure, a caller's name; and the log still
  // proves itself.
  expect(await world.ask('GET', `/v1/calls/${callId}`, undefined, keys[0])).toMatchObject({
    callerName: 'Ada Lovelace',
  });
  expect(await signInWithCode(world, guarded, clock)).toMatchObject({ outcome: 'signed-in' });
  expect(await addressesOfMails(fleet)).toContain(invited.email);
  await fleet.app.privacy.sweeps.erasures(breath);
  const { headers } = await world.signIn({ email: 'root@example.com', password });
  const seen = (path: string) =>
    world.ask('GET', path, undefined, { ...headers, 'x-tenant-id': world.tenantId });
  expect(await seen(`/v1/erasures/${erasure.id}`)).toMatchObject({ state: 'done' });
  expect(await seen('/v1/audit/verification')).toMatchObject({ ok: true });
});
