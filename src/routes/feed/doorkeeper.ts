/**
 * Lets clients of the live feed in, as the guards of the routes do: a wrong key or token counts for the address that it
 * comes from, the one behind our own proxies, and after too many nobody from there is asked any more.
 */
import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import type { Config } from '../../core/config/index.ts';
import { isGuess, type RateLimiter } from '../frame/rate-limit.ts';
import { tooMany } from '../frame/too-many.ts';
import type { Doors } from '../guards/callers.ts';
import { type Credentials, type Visitor, visitorBy } from './visitor.ts';

export interface Doorkeeper {
  /** For a client that has come, and for one that shows something new. */
  admit(credentials: Credentials, ip: string): Promise<Visitor>;
  /** For one that is in: whether it still may be. Nothing is counted. */
  lookAgain(credentials: Credentials, ip: string): Promise<Visitor>;
  addressOf(request: IncomingMessage): string;
}

interface Parts {
  readonly doors: Doors;
  readonly rateLimits: Pick<RateLimiter, 'barred' | 'failed'>;
  readonly config: Pick<Config, 'TRUSTED_PROXIES'>;
}

export function createDoorkeeper({ doors, rateLimits, config }: Parts): Doorkeeper {
  const trusted = proxyAddress.compile([...config.TRUSTED_PROXIES]);
  const lookAgain: Doorkeeper['lookAgain'] = (credentials, ip) => visitorBy(credentials, ip, doors);
  return {
    async admit(credentials, ip) {
      const refusal = rateLimits.barred(ip);
      if (refusal !== undefined) throw tooMany(refusal);
      try {
        return await lookAgain(credentials, ip);
      } catch (error) {
        if (isGuess(error)) await rateLimits.failed(ip);
        throw error;
      }
    },
    lookAgain,
    addressOf: (request) => proxyAddress(request, trusted),
  };
}
