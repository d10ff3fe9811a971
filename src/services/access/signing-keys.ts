/**
 * The keys that sign access tokens. Each signs for a day. The next one is in the database an hour before it signs,
 * and every instance that signs has looked there within half a minute, so that nobody meets a token of a key that he
 * could not know; one who does looks again. A key verifies until the last token that it signed has run out.
 *
 * No timer: a process looks when it signs or verifies and has not done so for half a minute, or meets a key that it
 * does not know, and whoever finds the newest key near its end makes the next. Two that do so at once try for the same number, and the second takes the first's.
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { platformTenantId } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import type { createSealer, SealContext } from '../../core/crypto/index.ts';
import { ConflictError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { StoredSigningKey } from '../../models/signing-keys.ts';

export interface SigningKey {
  readonly kid: string;
  readonly secret: KeyObject;
}

export interface VerifyingKey extends SigningKey {
  /** From then on nothing that it has signed is accepted, whatever it says itself. */
  readonly verifiesUntil: Date;
}

export interface SigningKeys {
  /** The one that signs now. */
  current(): Promise<SigningKey>;
  /** Undefined where there is none, or where all that it signed has run out. */
  find(kid: string): Promise<VerifyingKey | undefined>;
  /** Makes the next one sign in a minute, and the one before it never again. */
  rotate(): Promise<{ kid: string; signsFrom: Date }>;
}

interface Needs {
  readonly signingKeys: Repository<StoredSigningKey>;
  readonly sealer: Pick<ReturnType<typeof createSealer>, 'seal' | 'open'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly scope: SystemScope;
  /** How long a token is good. */
  readonly tokenMs: number;
}

type Known = VerifyingKey & Pick<StoredSigningKey, 'number' | 'signsFrom' | 'signsUntil'>;

const signsForMs = 24 * 3_600_000;
const aheadMs = 3_600_000;
/** How old the knowledge of one who signs or verifies may be. */
const freshMs = 30_000;
/** From asking for another key until it signs: long enough that everybody who signs has looked. */
const rotatesInMs = 2 * freshMs;
/** By how much the clocks of instances may differ. */
export const skewMs = 60_000;
/** Tokens of keys that nobody knows must not become as many questions to the database. */
const asksEveryMs = 250;

export function createSigningKeys(needs: Needs): SigningKeys {
  const { signingKeys, sealer, clock, log, scope, tokenMs } = needs;
  let known: readonly Known[] = [];
  /** Also of keys that cannot be opened. */
  let newestNumber = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  const now = () => clock.now().getTime();
  const newest = () => known.at(-1);
  const signing = () =>
    known.findLast(({ signsFrom, signsUntil }) => +signsFrom <= now() && now() < +signsUntil);

  async function read(): Promise<void> {
    const began = clock.monotonicMs();
    const stored = await signingKeys.find(scope, { tenantId: platformTenantId }, { sort: { number: 1 } });
    known = stored.flatMap((key) => opened(key));
    newestNumber = stored.at(-1)?.number ?? 0;
    lookedAt = began;
  }

  function opened({ _id: kid, secretSealed, ...key }: StoredSigningKey): Known[] {
    try {
      const secret = createSecretKey(Buffer.from(sealer.open(secretSealed, contextOf(kid)), 'base64url'));
      return [{ kid, secret, ...key }];
    } catch (error) {
      log.warn({ kid, error }, 'a key that signed access tokens cannot be opened; its tokens are refused');
      return [];
    }
  }

  /** With the number after the newest that was seen: where somebody else was first, theirs is read. */
  async function make(signsFrom: Date): Promise<void> {
    const kid = newId('sgn');
    const signsUntil = new Date(+signsFrom + signsForMs);
    const key: StoredSigningKey = {
      _id: kid,
      tenantId: platformTenantId,
      number: newestNumber + 1,
      secretSealed: sealer.seal(randomBytes(32).toString('base64url'), contextOf(kid)),
      signsFrom,
      signsUntil,
      verifiesUntil: new Date(+signsUntil + tokenMs + skewMs),
    };
    try {
      await signingKeys.insertOne(scope, key);
      log.info({ kid, signsFrom, signsUntil }, 'a new key for access tokens');
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    await read();
  }

  async function look(): Promise<void> {
    await read();
    const last = newest();
    if (last !== undefined && +last.signsUntil > now() + aheadMs) return;
    await make(new Date(Math.max(now(), +(last?.signsUntil ?? 0))));
  }

  /** One look for all who want one at the same time. */
  function lookOnce(): Promise<void> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function lookIfOld(): Promise<void> {
    if (clock.monotonicMs() - lookedAt > freshMs) await lookOnce();
  }

  return {
    async current() {
      await lookIfOld();
      const key = signing();
      if (key !== undefined) return key;
      await lookOnce();
      return signing() ?? fail();
    },
    async find(kid) {
      // A key that was taken back since verifies for a shorter time than was known before.
      await lookIfOld();
      const among = () => known.find((key) => key.kid === kid && now() < +key.verifiesUntil);
      const key = among();
      if (key !== undefined) return key;
      const waitMs = lookedAt + asksEveryMs - clock.monotonicMs();
      if (waitMs > 0) await sleep(waitMs);
      await lookOnce();
      return among();
    },
    async rotate() {
      await lookOnce();
      const before = newest();
      await make(new Date(now() + rotatesInMs));
      const made = newest();
      if (made === undefined || made.number === before?.number) fail();
      await signingKeys.updateMany(
        scope,
        { tenantId: platformTenantId, number: { $lt: made.number } },
        { $min: { signsUntil: made.signsFrom, verifiesUntil: new Date(+made.signsFrom + tokenMs + skewMs) } },
      );
      await read();
      return { kid: made.kid, signsFrom: made.signsFrom };
    },
  };
}

function contextOf(id: string): SealContext {
  return { tenantId: platformTenantId, field: 'signing-key.secret', id };
}

function fail(): never {
  throw new Error('there is no key to sign access tokens with, although one was made this moment');
}
