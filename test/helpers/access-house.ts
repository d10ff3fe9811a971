/** A Trunkline with tenants, keys that are real, and people whom a test made up. */
import type { ApiKeyWithSecret } from '../../src/contract/keys.ts';
import type { Tenant } from '../../src/contract/tenants.ts';
import { platformTenantId } from '../../src/core/caller.ts';
import { type Role, roles } from '../../src/core/permissions.ts';
import { type TestApp, type TestAppOptions, testApp } from './app.ts';
import { testDoors } from './doors.ts';
import { uniqueName } from './mongo.ts';

export interface Answer<T> {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: T;
  readonly headers: Headers;
}

/** Who asks: by a key, or by the token of somebody signed in. */
export interface Credentials {
  readonly key?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

export type Ask = <T = Record<string, unknown>>(
  by: Credentials,
  method: string,
  path: string,
  body?: unknown,
) => Promise<Answer<T>>;

export interface AccessHouse extends TestApp {
  readonly ask: Ask;
  readonly administrator: Credentials;
  person(role: Role, tenantId: string): Credentials;
  newTenant(more?: object): Promise<Tenant>;
  /** A key of that tenant, made by one of its operators. */
  newKey(tenantId: string, more?: object): Promise<ApiKeyWithSecret>;
}

export async function accessHouse(options: TestAppOptions = {}): Promise<AccessHouse> {
  const people = testDoors();
  const house = await testApp({ ...options, doors: { sessions: people.sessions } });
  const person = (role: Role, tenantId: string) => ({ token: people.tokenOf(role, tenantId) });
  const administrator = person('administrator', platformTenantId);
  const ask = asking(house);
  return {
    ...house,
    ask,
    administrator,
    person,
    async newTenant(more) {
      const tenant = {
        name: 'A tenant',
        slug: uniqueName('t').replaceAll('_', '-'),
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
      };
      return made(await ask<Tenant>(administrator, 'POST', '/v1/tenants', { ...tenant, ...more }));
    },
    async newKey(tenantId, more) {
      const key = { name: 'A key', scopes: ['calls:read'] };
      const operator = person('operator', tenantId);
      return made(await ask<ApiKeyWithSecret>(operator, 'POST', '/v1/keys', { ...key, ...more }));
    },
  };
}

export const everyRole = Object.keys(roles) as Role[];

export function asking({ url }: Pick<TestApp, 'url'>): Ask {
  return async ({ key, token, headers = {} }, method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(key !== undefined && { 'x-api-key': key }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // Where something was removed there is nothing to be said.
    const answer = JSON.parse((await response.text()) || '{}') as { code?: string };
    const { status, headers: got } = response;
    return { status, code: answer.code, body: answer as never, headers: got };
  };
}

function made<T>({ status, body }: Answer<T>): T {
  if (status === 201) return body;
  throw new Error(`not made: ${status} ${JSON.stringify(body)}`);
}
