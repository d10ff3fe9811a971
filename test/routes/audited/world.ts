/** A Trunkline with an administrator and a tenant, and people who have accepted their invitations. */
import { setTimeout as sleep } from 'node:timers/promises';
import { platformTenantId } from '../../../src/core/caller.ts';
import { createSealer } from '../../../src/core/crypto/index.ts';
import { newId } from '../../../src/core/ids.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import { openContent } from '../../../src/services/mail/content.ts';
import type { TestApp } from '../../helpers/app.ts';

type Body = Record<string, unknown>;

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

export interface SignedIn {
  readonly headers: Readonly<Record<string, string>>;
  readonly sessionId: string;
  readonly refreshToken: string;
}

export interface World {
  readonly tenantId: string;
  /** Of an administrator, for that tenant. */
  readonly headers: Readonly<Record<string, string>>;
  /** The answer's body; fails where it is no success. */
  ask<T = Body>(method: string, path: string, body?: unknown, headers?: World['headers']): Promise<T>;
  newTenant(): Promise<{ id: string; rev: number }>;
  /** Invited into the tenant, and not yet there. */
  invited(): Promise<{ id: string; email: string; token: string }>;
  newPerson(): Promise<Person>;
  signIn(person: Pick<Person, 'email' | 'password'>): Promise<SignedIn>;
  /** The token in the link of such a mail to that address, as soon as there is one. */
  tokenMailedTo(email: string, template: 'invitation' | 'password-reset'): Promise<string>;
}

export const password = 'violin harbor tractor';

export async function newWorld({ app, fetch }: Pick<TestApp, 'app' | 'fetch'>): Promise<World> {
  const everything = systemScope('a test that reads mails', app.log);
  const sealer = createSealer(app.config.ENCRYPTION_KEYS);
  let headers: Record<string, string> = {};

  const ask: World['ask'] = async (method, path, body, as = headers) => {
    const answer = await fetch(path, {
      method,
      headers: { ...as, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  const signIn: World['signIn'] = async ({ email, password }) => {
    type Answer = { accessToken: string; sessionId: string; refreshToken: string };
    const answer = await ask<Answer>('POST', '/v1/auth/login', { email, password }, {});
    return { ...answer, headers: { authorization: `Bearer ${answer.accessToken}` } };
  };
  const newTenant: World['newTenant'] = () => {
    const slug = newId('ten').slice(-20);
    return ask('POST', '/v1/tenants', { name: 'Example Ltd', slug, currency: 'EUR', timeZone: 'UTC' });
  };
  const tokenMailedTo: World['tokenMailedTo'] = async (email, template) => {
    for (;;) {
      const mails = await app.models.mails.find(everything, { template }, { sort: { _id: -1 } });
      for (const { _id: mailId, tenantId, content } of mails) {
        if (content === undefined) continue;
        const { to, values } = openContent(sealer, { tenantId, mailId }, content);
        if (to === email && 'link' in values) return values.link.split('#')[1] ?? '';
      }
      await sleep(20);
    }
  };
  const invited: World['invited'] = async () => {
    const email = `${newId('usr')}@example.com`;
    const person = { email, name: 'Ada Lovelace', role: 'operator' };
    const { id } = await ask<{ id: string }>('POST', '/v1/people', person);
    return { id, email, token: await tokenMailedTo(email, 'invitation') };
  };

  const administrator = { email: 'root@example.com', password, name: 'Grace Hopper' };
  await app.people.createFirst(administrator, newId('req'));
  headers = { ...(await signIn(administrator)).headers, 'x-tenant-id': platformTenantId };
  const tenant = await newTenant();
  headers = { ...headers, 'x-tenant-id': tenant.id };
  return {
    tenantId: tenant.id,
    headers,
    ask,
    newTenant,
    invited,
    signIn,
    tokenMailedTo,
    async newPerson() {
      const { id, email, token } = await invited();
      await ask('POST', '/v1/auth/invitation/accept', { token, password }, {});
      return { id, email, password };
    },
  };
}
