/** Who asks: by a tenant's key, as one of its operators, or as an administrator for it. Each time somebody new. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyScopes } from '../../src/core/permissions.ts';
import type { House } from './house.ts';

export const roles = ['key', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

export type Headers = Readonly<Record<string, string>>;

/** Somebody whom nothing that was sent so far has signed out, locked out, or taken anything from. */
export type Identify = (role: Role) => Promise<Headers>;

const password = 'violin harbor tractor';
const mailWithinMs = 20_000;

export function createIdentities({ url, sandboxUrl, login }: House): Identify {
  async function post<T>(path: string, body: object, headers: Headers = {}): Promise<T> {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': someAddress(), ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  async function signIn(email: string, withPassword: string): Promise<Headers> {
    const { accessToken } = await post<{ accessToken: string }>('/v1/auth/login', {
      email,
      password: withPassword,
    });
    return { authorization: `Bearer ${accessToken}` };
  }

  /** Invites somebody, and goes the way of the mail that they get. */
  async function newPerson(role: 'operator' | 'administrator', inviter: Headers): Promise<Headers> {
    const email = `${unique()}@example.com`;
    await post('/v1/people', { email, name: 'Ada Lovelace', role }, inviter);
    const token = await tokenMailedTo(email);
    await post('/v1/auth/invitation/accept', { token, password });
    return signIn(email, password);
  }

  async function tokenMailedTo(email: string): Promise<string> {
    const inbox = `${sandboxUrl}/_sandbox/sendgrid/messages?to=${encodeURIComponent(email)}`;
    for (const deadline = performance.now() + mailWithinMs; performance.now() < deadline; await sleep(20)) {
      const { messages } = (await (await fetch(inbox)).json()) as { messages: { text?: string }[] };
      const [, token] = /#(\S+)/.exec(messages[0]?.text ?? '') ?? [];
      if (token !== undefined) return token;
    }
    throw new Error(`no invitation came to ${email} within ${mailWithinMs / 1000} s`);
  }

  return async (role) => {
    // Nobody else knows that account, and an earlier token of it may have run out.
    const platform = await signIn(login.email, login.password);
    const tenant = { name: 'Example Ltd', slug: unique(), currency: 'EUR', timeZone: 'Europe/Berlin' };
    const { id } = await post<{ id: string }>('/v1/tenants', tenant, platform);
    const forTenant = { 'x-tenant-id': id };
    switch (role) {
      case 'key': {
        const key = { name: 'Fuzzing', mode: 'test', scopes: keyScopes };
        const { secret } = await post<{ secret: string }>('/v1/keys', key, { ...platform, ...forTenant });
        return { 'x-api-key': secret };
      }
      case 'operator':
        return newPerson('operator', { ...platform, ...forTenant });
      case 'admin':
        return { ...(await newPerson('administrator', platform)), ...forTenant };
    }
  };
}

const unique = () => `fuzz-${randomBytes(8).toString('hex')}`;

const someAddress = () => `10.${[...randomBytes(3)].join('.')}`;
