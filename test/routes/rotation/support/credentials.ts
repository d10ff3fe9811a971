/** Who gets in: by a key, with a second factor, and with a token that somebody made who has stolen the key for it. */
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { platformTenantId } from '../../../../src/core/caller.ts';
import type { Clock } from '../../../../src/core/clock.ts';
import { createSealer } from '../../../../src/core/crypto/index.ts';
import { systemScope } from '../../../../src/core/tenancy.ts';
import type { Person, World } from '../../../helpers/world.ts';
import type { Fleet } from './fleet.ts';

export type Headers = Readonly<Record<string, string>>;

export async function newKey(world: World): Promise<Headers> {
  const asked = { name: 'Under load', scopes: ['tenant:read', 'calls:read', 'numbers:full'] };
  return { 'x-api-key': (await world.ask<{ secret: string }>('POST', '/v1/keys', asked)).secret };
}

export interface Guarded extends Person {
  readonly secret: string;
}

export async function withSecondFactor(world: World, clock: Clock): Promise<Guarded> {
  const person = await world.newPerson();
  const { password } = person;
  const { headers } = await world.signIn(person);
  const { secret } = await world.ask<{ secret: string }>('POST', '/v1/auth/totp', { password }, headers);
  await world.ask('POST', '/v1/auth/totp/confirm', { code: codeOf(secret, clock) }, headers);
  return { ...person, secret };
}

/** Resolves with what the second step of signing in is answered with. */
export async function signInWithCode(world: World, { email, password, secret }: Guarded, clock: Clock) {
  type Challenged = { challenge: string };
  const { challenge } = await world.ask<Challenged>('POST', '/v1/auth/login', { email, password }, {});
  return world.ask('POST', '/v1/auth/second-factor', { challenge, code: codeOf(secret, clock) }, {});
}

function codeOf(secret: string, clock: Clock): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });
}

const scope = systemScope('a test that plays a thief', { info: () => undefined });

export function claimsOf({ authorization = '' }: Headers) {
  const token = authorization.replace('Bearer ', '');
  const { exp = 0, ...claims } = decodeJwt(token);
  return { ...claims, kid: decodeProtectedHeader(token).kid ?? '', expiresAt: new Date(exp * 1000) };
}

/** A token for the same session, by that key, and good for as long as its maker likes. */
export async function forgedLike(
  fleet: Fleet,
  headers: Headers,
  { kid, goodForMs, clock }: { kid: string; goodForMs: number; clock: Clock },
): Promise<Headers> {
  const { kid: _, expiresAt: __, ...claims } = claimsOf(headers);
  const { models, config } = fleet.app;
  const key = await models.signingKeys.findById(scope, kid);
  const sealer = createSealer(config.ENCRYPTION_KEYS);
  const context = { tenantId: platformTenantId, field: 'signing-key.secret', id: kid };
  const secret = Buffer.from(sealer.open(key?.secretSealed ?? '', context), 'base64url');
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid, typ: 'JWT' })
    .setExpirationTime(new Date(clock.now().getTime() + goodForMs))
    .sign(secret);
  return { authorization: `Bearer ${token}` };
}

/** What each process answers to it. */
export function askEach(fleet: Fleet, headers: Headers): Promise<number[]> {
  return Promise.all(
    fleet.instances.map(async (instance) => {
      const answer = await instance.fetch('/v1/auth/me', { headers });
      await answer.text();
      return answer.status;
    }),
  );
}
