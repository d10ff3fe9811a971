/** Tenants as an administrator makes them, with real keys, and people who have accepted their invitations. */
import { setTimeout as sleep } from 'node:timers/promises';
import { platformTenantId } from '../../src/core/caller.ts';
import { fact } from '../../src/core/calls/fact.ts';
import { homeIdOf } from '../../src/core/calls/ids.ts';
import { createSealer } from '../../src/core/crypto/index.ts';
import { newId } from '../../src/core/ids.ts';
import type { Role } from '../../src/core/permissions.ts';
import { notificationQueue } from '../../src/core/queues/index.ts';
import { systemScope } from '../../src/core/tenancy.ts';
import { openContent } from '../../src/services/mail/content.ts';
import type { TestApp } from './app.ts';
import { newConnection } from './connections.ts';
import { die } from './dead-job.ts';

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
  /** The same for another tenant, made for it. */
  besides(): Promise<World>;
  /** Invited into the tenant, and not yet there. */
  invited(role?: Role): Promise<{ id: string; email: string; token: string }>;
  newPerson(role?: Role): Promise<Person>;
  signIn(person: Pick<Person, 'email' | 'password'>): Promise<SignedIn>;
  /** One that has ended, over a connection of the tenant's own. */
  newCall(from?: string): Promise<string>;
  /** A job of the platform's whose last attempt has failed. */
  newDeadJob(): Promise<{ queue: string; jobId: string }>;
  /** The token in the link of such a mail to that address, as soon as there is one. */
  tokenMailedTo(email: string, template: 'invitation' | 'password-reset'): Promise<string>;
}

export const password = 'violin harbor tractor';

type House = Pick<TestApp, 'app' | 'fetch'>;

/** In a house that has no administrator yet. */
export async function newWorld(house: House): Promise<World> {
  const administrator = { email: 'root@example.com', password, name: 'Grace Hopper' };
  await house.app.people.createFirst(administrator, newId('req'));
  const platform = worldOf(house, platformTenantId, {});
  const { headers } = await platform.signIn(administrator);
  return worldOf(house, platformTenantId, headers).besides();
}

function worldOf(house: House, tenantId: string, authorization: World['headers']): World {
  const headers = { ...authorization, 'x-tenant-id': tenantId };
  const everything = systemScope('a test that reads mails', house.app.log);
  const sealer = createSealer(house.app.config.ENCRYPTION_KEYS);

  const world: World = {
    tenantId,
    headers,
    async ask(method, path, body, as = headers) {
      const answer = await house.fetch(path, {
        method,
        headers: { ...as, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? {} : JSON.parse(text);
    },
    newTenant() {
      const slug = newId('ten').slice(-20);
      const tenant = { name: 'Example Ltd', slug, currency: 'EUR', timeZone: 'UTC' };
      return world.ask('POST', '/v1/tenants', tenant);
    },
    async besides() {
      return worldOf(house, (await world.newTenant()).id, authorization);
    },
    async invited(role = 'operator') {
      const email = `${newId('usr')}@example.com`;
      const { id } = await world.ask<{ id: string }>('POST', '/v1/people', {
        email,
        name: 'Ada Lovelace',
        role,
      });
      return { id, email, token: await world.tokenMailedTo(email, 'invitation') };
    },
    async newPerson(role) {
      const { id, email, token } = await world.invited(role);
      await world.ask('POST', '/v1/auth/invitation/accept', { token, password }, {});
      return { id, email, password };
    },
    async signIn({ email, password }) {
      type Answer = { accessToken: string; sessionId: string; refreshToken: string };
      const answer = await world.ask<Answer>('POST', '/v1/auth/login', { email, password }, {});
      return { ...answer, headers: { authorization: `Bearer ${answer.accessToken}` } };
    },
    async newCall(from = '+14155550142') {
      const { app } = house;
      const made = await world.ask<{ id: string }>('POST', '/v1/connections', newConnection());
      const connection = await app.connections.byId(made.id);
      if (connection === undefined) throw new Error('the connection that was made is not there');
      const providerCallId = newId('call');
      await app.calls.intake.tell(connection, '@reconciliation', [
        { providerCallId, facts: factsOfCall(from) },
      ]);
      await app.calls.intake.idle();
      return homeIdOf(connection.id, providerCallId);
    },
    async newDeadJob() {
      const jobId = newId('job');
      await die(house.app, { jobId, data: {}, error: 'no' });
      return { queue: notificationQueue.name, jobId };
    },
    async tokenMailedTo(email, template) {
      for (;;) {
        const mails = await house.app.models.mails.find(everything, { template }, { sort: { _id: -1 } });
        for (const { _id: mailId, tenantId: ownerId, content } of mails) {
          if (content === undefined) continue;
          const { to, values } = openContent(sealer, { tenantId: ownerId, mailId }, content);
          if (to === email && 'link' in values) return values.link.split('#')[1] ?? '';
        }
        await sleep(20);
      }
    },
  };
  return world;
}

function factsOfCall(from: string) {
  const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
  const source = 'reconciliation';
  return [
    fact('started', source, { direction: 'inbound', from, to: '+14155550100' }, at(0)),
    fact('answered', source, {}, at(2)),
    fact('caller', source, { name: 'Ada Lovelace' }),
    fact('line', source, { who: 'caller', text: 'I would like to move my appointment.', number: 1 }, at(3)),
    fact('ended', source, { as: 'completed', by: 'caller' }, at(9)),
  ];
}
