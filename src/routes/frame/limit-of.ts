/** By what each route is limited. There is no row without an answer: its access implies one where it says nothing. */
import type { Access } from './access.ts';
import type { Route } from './route.ts';

export type LimitName =
  /** By address, before anything else is asked. */
  | 'public'
  /** By address as well, and stricter: where a secret can be guessed, how often it was wrong. Refused while that cannot be counted. */
  | 'login'
  /** By the session of a refresh token that was ours, whatever the address; by address for one that was made up. */
  | 'session'
  /** By the caller and by their tenant; before that, by address where keys or tokens were wrong. */
  | 'caller'
  /** By the connection whose signature or token was good. Providers have few addresses and many calls. */
  | 'connection'
  /** For those who have to get an answer under any load. */
  | 'none';

const implied = {
  public: 'public',
  caller: 'caller',
  platform: 'caller',
  signedIn: 'caller',
  providerSignature: 'connection',
  streamToken: 'connection',
  metricsToken: 'none',
} as const satisfies Record<Access['kind'], LimitName>;

/** What a limit counts by has to be known by then: from the address, from a caller, from a connection. */
const fitting: Record<LimitName, readonly Access['kind'][]> = {
  public: ['public'],
  login: ['public'],
  session: ['public'],
  caller: ['caller', 'platform', 'signedIn'],
  connection: ['providerSignature', 'streamToken'],
  none: ['public', 'metricsToken'],
};

export function limitOf({
  method,
  url,
  access,
  vital = false,
  limit = vital ? 'none' : implied[access.kind],
}: Pick<Route, 'method' | 'url' | 'access' | 'vital' | 'limit'>): LimitName {
  const name = `${method} ${url}`;
  if (!fitting[limit].includes(access.kind)) {
    throw new Error(`${name} is limited by "${limit}", which does not go with access "${access.kind}"`);
  }
  if (limit === 'none' && !vital) throw new Error(`${name} has no limit, and only vital routes need none`);
  return limit;
}
