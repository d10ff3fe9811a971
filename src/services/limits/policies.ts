/** How often what may be done, by whom it is counted, and what happens while Redis is away. */
import type { Config } from '../../core/config/index.ts';

type Settings = Pick<
  Config,
  | 'RATE_LIMIT_WINDOW_SECONDS'
  | 'RATE_LIMIT_REQUESTS'
  | 'RATE_LIMIT_LOGINS'
  | 'RATE_LIMIT_FAILURES'
  | 'RATE_LIMIT_CALLER_REQUESTS'
  | 'RATE_LIMIT_CONNECTION_REQUESTS'
>;

export interface Policy {
  /** In the headers. */
  readonly name: string;
  readonly quota: number;
  readonly windowSec: number;
  /** What there was too much of, and where it came from; for people. */
  readonly words: string;
}

const minuteSec = 60;

export function policiesOf(config: Settings) {
  const windowSec = config.RATE_LIMIT_WINDOW_SECONDS;
  return {
    public: {
      name: 'public',
      quota: config.RATE_LIMIT_REQUESTS,
      windowSec,
      words: 'requests from this address',
    },
    login: {
      name: 'login',
      quota: config.RATE_LIMIT_LOGINS,
      windowSec,
      words: 'failures to sign in from this address',
    },
    session: {
      name: 'session',
      quota: config.RATE_LIMIT_REQUESTS,
      windowSec,
      words: 'requests with the refresh tokens of this session',
    },
    failures: {
      name: 'failures',
      quota: config.RATE_LIMIT_FAILURES,
      windowSec,
      words: 'wrong keys or tokens from this address',
    },
    caller: {
      name: 'caller',
      quota: config.RATE_LIMIT_CALLER_REQUESTS,
      windowSec: minuteSec,
      words: 'requests by this key or person',
    },
    connection: {
      name: 'connection',
      quota: config.RATE_LIMIT_CONNECTION_REQUESTS,
      windowSec: minuteSec,
      words: 'requests of this connection',
    },
  } satisfies Record<string, Policy>;
}

export const tenantPolicy = (quota: number): Policy => ({
  name: 'tenant',
  quota,
  windowSec: minuteSec,
  words: 'requests of this tenant',
});
