/** The guard over all routes: each is limited, by something that is known of who calls it. */
import { describe, expect, test } from 'vitest';
import { dashboardRoutes } from '../../../src/routes/dashboard/dashboard.ts';
import type { Access } from '../../../src/routes/frame/access.ts';
import { limitOf } from '../../../src/routes/frame/limit-of.ts';
import { table } from '../../../src/routes/table.ts';

const row = (access: Access) => ({ method: 'POST', url: '/row', access }) as const;
const [caller, provider, open] = [
  { kind: 'caller', permission: 'calls:read' },
  { kind: 'providerSignature', provider: 'twilio' },
  { kind: 'public' },
] as const;

describe('every row of the table', () => {
  test.each(table.map((one) => [`${one.method} ${one.url}`, one] as const))(
    '%s has a limit',
    (_name, one) => {
      expect(() => limitOf(one)).not.toThrow();
    },
  );

  test('but those that have to answer under any load', () => {
    const unlimited = table.filter((one) => limitOf(one) === 'none').map(({ url }) => url);
    const fallback = '/hooks/twilio/:connectionId/fallback';
    // The dashboard's pages and files: an office full of people has one address, and no page waits for a limit.
    const pages = dashboardRoutes.map(({ url }) => url);
    expect(unlimited.sort()).toEqual([...pages, '/health', fallback, '/metrics', '/ready'].sort());
  });

  test('where people sign in is limited strictly', () => {
    const logins = table.filter(
      ({ url, access }) => access.kind === 'public' && /login|second-factor|password-reset$/.test(url),
    );
    for (const one of logins) expect([one.url, limitOf(one)]).toEqual([one.url, 'login']);
  });
});

describe('a row', () => {
  test.each([
    [open, 'public'],
    [caller, 'caller'],
    [{ kind: 'platform', permission: 'platform:read' }, 'caller'],
    [{ kind: 'signedIn' }, 'caller'],
    [provider, 'connection'],
    [{ kind: 'streamToken' }, 'connection'],
  ] as const)('of access %j that says nothing is limited by %s', (access, limit) => {
    expect(limitOf(row(access))).toBe(limit);
  });

  test('may ask for the strict limit where anybody may call', () => {
    expect(limitOf({ ...row(open), limit: 'login' })).toBe('login');
  });

  test('may ask to be limited by the session of a refresh token, and the two that take one do', () => {
    expect(limitOf({ ...row(open), limit: 'session' })).toBe('session');
    const bySession = table.filter((one) => limitOf(one) === 'session').map(({ url }) => url);
    expect(bySession).toEqual(['/v1/auth/refresh', '/v1/auth/logout']);
  });

  test.each([
    [{ ...row(provider), limit: 'public' }, 'providers come from few addresses'],
    [{ ...row(provider), limit: 'login' }, 'the same'],
    [{ ...row(open), limit: 'caller' }, 'there is no caller'],
    [{ ...row(caller), limit: 'connection' }, 'there is no connection'],
    [{ ...row(caller), vital: true }, 'who gets in may be too many'],
    [{ ...row(open), limit: 'none' }, 'only what is vital has none'],
  ] as const)('may not be %j: %s', (one, _because) => {
    expect(() => limitOf(one)).toThrow(/POST \/row (is limited by|has no limit)/);
  });
});
