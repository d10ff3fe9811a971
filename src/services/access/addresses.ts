/**
 * How often somebody may fail to sign in from one address on the network, whatever account they try: counted in Redis,
 * under a keyed hash in place of the address. Without Redis nobody is asked for a password: who tries many accounts
 * once each is seen here alone.
 */
import type { createKeyedHash } from '../../core/crypto/index.ts';
import { Unavailable } from '../../core/errors.ts';
import { networkOf } from '../../core/network.ts';
import { tooMany } from './attempts.ts';

/** What Redis does for this; src/clients has it. */
export interface AddressCounter {
  /** Counts one more, and says 0; where there were too many, how long to wait. */
  take(key: string): Promise<number>;
  /** The last one does not count. */
  giveBack(key: string): Promise<void>;
}

export interface Addresses {
  /** Counts a try; throws where there were too many, and where Redis is away. */
  begin(ip: string): Promise<void>;
  /** It was no failure. */
  forgive(ip: string): Promise<void>;
}

export function createAddresses(
  counter: AddressCounter,
  hash: Pick<ReturnType<typeof createKeyedHash>, 'hash'>,
): Addresses {
  const keyOf = (ip: string) => hash.hash(networkOf(ip));
  return {
    async begin(ip) {
      const waitMs = await counter.take(keyOf(ip)).catch((cause: unknown) => {
        throw new Unavailable(
          'Nobody can sign in at the moment; who is signed in stays so. Try again soon.',
          {
            cause,
          },
        );
      });
      if (waitMs > 0) throw tooMany(waitMs);
    },
    async forgive(ip) {
      // What stays counted is gone soon.
      await counter.giveBack(keyOf(ip)).catch(() => undefined);
    },
  };
}
