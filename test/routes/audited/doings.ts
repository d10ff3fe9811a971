/**
 * How each route that is audited is brought to do what it does, once. A row of the table that is missing here fails
 * the guard.
 */
import { Secret, TOTP } from 'otpauth';
import type { ReceiptPage } from '../../../src/contract/receipts.ts';
import { simulatingFrom, unansweredOrder } from '../../helpers/calling.ts';
import { newBlandConnection, newConnection, newSecret } from '../../helpers/connections.ts';
import { password, type World } from '../../helpers/world.ts';
import { sandboxForTest } from '../../sandbox/helpers/frame.ts';

interface Doing {
  readonly path: string;
  readonly body?: unknown;
  /** Of whoever does it; the administrator's where nothing is said. */
  readonly headers?: World['headers'];
}

type Key = { key: { id: string; rev: number } };

const nobody = {};
const newKey = ({ ask }: World) => ask<Key>('POST', '/v1/keys', { name: 'A key', scopes: ['calls:read'] });
const why = { reason: 'A test.' };
const number = { number: '+14155550142' };

type Connected = { id: string; secrets: { id: string }[] };
const connected = ({ ask }: World) => ask<Connected>('POST', '/v1/connections', newConnection());

type Numbered = { id: string; rev: number };

async function newNumber(world: World) {
  const { id: connectionId } = await connected(world);
  return world.ask<Numbered>('POST', '/v1/numbers', { connectionId, ...number });
}

async function released(world: World) {
  const { id, rev } = await newNumber(world);
  return world.ask<Numbered>('POST', `/v1/numbers/${id}/release`, { rev });
}

async function signedIn(world: World) {
  const person = await world.newPerson();
  return { ...person, ...(await world.signIn(person)) };
}

/** Somebody who has begun to set up a second factor. */
async function enrolling(world: World) {
  const person = await signedIn(world);
  const { secret } = await world.ask<{ secret: string }>(
    'POST',
    '/v1/auth/totp',
    { password },
    person.headers,
  );
  return { ...person, code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() };
}

async function enrolled(world: World) {
  const { code, ...person } = await enrolling(world);
  type Codes = { recoveryCodes: string[] };
  const codes = await world.ask<Codes>('POST', '/v1/auth/totp/confirm', { code }, person.headers);
  return { ...person, code: codes.recoveryCodes[0] };
}

/** Each makes what is needed for it first. */
export const doings: Readonly<Record<string, (world: World) => Doing | Promise<Doing>>> = {
  'GET /v1/calls/export': () => ({ path: '/v1/calls/export' }),
  'POST /v1/receipts/:receiptId/replay': async (world) => {
    await world.newCall();
    const { items } = await world.ask<ReceiptPage>('GET', '/v1/receipts?limit=1');
    return { path: `/v1/receipts/${items[0]?.id}/replay` };
  },

  'GET /v1/audit/export': () => ({ path: '/v1/audit/export' }),

  'POST /v1/auth/login': async (world) => {
    const { email } = await world.newPerson();
    return { path: '/v1/auth/login', body: { email, password }, headers: nobody };
  },
  'POST /v1/auth/second-factor': async (world) => {
    const { email, code } = await enrolled(world);
    type Challenged = { challenge: string };
    const { challenge } = await world.ask<Challenged>('POST', '/v1/auth/login', { email, password }, nobody);
    return { path: '/v1/auth/second-factor', body: { challenge, code }, headers: nobody };
  },
  'POST /v1/auth/logout': async (world) => {
    const { refreshToken } = await signedIn(world);
    return { path: '/v1/auth/logout', body: { refreshToken }, headers: nobody };
  },
  'DELETE /v1/auth/sessions/:sessionId': async (world) => {
    const { email, headers } = await signedIn(world);
    const { sessionId } = await world.signIn({ email, password });
    return { path: `/v1/auth/sessions/${sessionId}`, headers };
  },
  'POST /v1/auth/logout-everywhere': async (world) => {
    const { headers } = await signedIn(world);
    return { path: '/v1/auth/logout-everywhere', headers };
  },
  'POST /v1/auth/logout-others': async (world) => {
    const { headers } = await signedIn(world);
    return { path: '/v1/auth/logout-others', headers };
  },
  'PATCH /v1/auth/me': async (world) => {
    const { headers } = await signedIn(world);
    return { path: '/v1/auth/me', body: { name: 'Ada King' }, headers };
  },
  'POST /v1/auth/password': async (world) => {
    const { headers } = await signedIn(world);
    const body = { current: password, password: 'seven kettles whisper' };
    return { path: '/v1/auth/password', body, headers };
  },
  'POST /v1/auth/password-reset': async (world) => {
    const { email } = await world.newPerson();
    return { path: '/v1/auth/password-reset', body: { email }, headers: nobody };
  },
  'POST /v1/auth/password-reset/perform': async (world) => {
    const { email } = await world.newPerson();
    await world.ask('POST', '/v1/auth/password-reset', { email }, nobody);
    const body = {
      token: await world.tokenMailedTo(email, 'password-reset'),
      password: 'seven kettles whisper',
    };
    return { path: '/v1/auth/password-reset/perform', body, headers: nobody };
  },
  'POST /v1/auth/invitation/accept': async (world) => {
    const { token } = await world.invited();
    return { path: '/v1/auth/invitation/accept', body: { token, password }, headers: nobody };
  },
  'POST /v1/auth/totp': async (world) => {
    const { headers } = await signedIn(world);
    return { path: '/v1/auth/totp', body: { password }, headers };
  },
  'POST /v1/auth/totp/confirm': async (world) => {
    const { code, headers } = await enrolling(world);
    return { path: '/v1/auth/totp/confirm', body: { code }, headers };
  },
  'POST /v1/auth/totp/remove': async (world) => {
    const { headers } = await enrolled(world);
    return { path: '/v1/auth/totp/remove', body: { password }, headers };
  },

  'POST /v1/people': () => ({
    path: '/v1/people',
    body: { email: 'ada@example.com', name: 'Ada Lovelace', role: 'viewer' },
  }),
  'POST /v1/people/:userId/invitation': async (world) => ({
    path: `/v1/people/${(await world.invited()).id}/invitation`,
  }),
  'PATCH /v1/people/:userId': async (world) => ({
    path: `/v1/people/${(await world.newPerson()).id}`,
    body: { role: 'viewer' },
  }),
  'DELETE /v1/people/:userId': async (world) => ({ path: `/v1/people/${(await world.newPerson()).id}` }),
  'DELETE /v1/people/:userId/totp': async (world) => ({
    path: `/v1/people/${(await enrolled(world)).id}/totp`,
  }),

  'PATCH /v1/tenant': async ({ ask }) => {
    const { rev } = await ask<{ rev: number }>('GET', '/v1/tenant');
    return { path: '/v1/tenant', body: { rev, name: 'Another name' } };
  },
  'POST /v1/tenants': () => ({
    path: '/v1/tenants',
    body: { name: 'A tenant', slug: 'a-tenant', currency: 'EUR', timeZone: 'UTC' },
  }),
  'PATCH /v1/tenants/:tenantId': async ({ newTenant }) => {
    const { id, rev } = await newTenant();
    return { path: `/v1/tenants/${id}`, body: { rev, name: 'Another name' } };
  },
  'POST /v1/tenants/:tenantId/suspend': async ({ newTenant }) => {
    const { id, rev } = await newTenant();
    return { path: `/v1/tenants/${id}/suspend`, body: { rev, ...why } };
  },
  'POST /v1/tenants/:tenantId/activate': async ({ newTenant, ask }) => {
    const { id, rev } = await newTenant();
    const suspended = await ask<{ rev: number }>('POST', `/v1/tenants/${id}/suspend`, { rev, ...why });
    return { path: `/v1/tenants/${id}/activate`, body: { rev: suspended.rev, ...why } };
  },
  'POST /v1/tenants/:tenantId/close': async ({ newTenant }) => {
    const { id, rev } = await newTenant();
    return { path: `/v1/tenants/${id}/close`, body: { rev, ...why } };
  },

  'POST /v1/keys': () => ({ path: '/v1/keys', body: { name: 'A key', scopes: ['calls:read'] } }),
  'PATCH /v1/keys/:keyId': async (world) => {
    const { key } = await newKey(world);
    return { path: `/v1/keys/${key.id}`, body: { rev: key.rev, name: 'Another name' } };
  },
  'POST /v1/keys/:keyId/rotate': async (world) => {
    const { key } = await newKey(world);
    return { path: `/v1/keys/${key.id}/rotate`, body: { rev: key.rev } };
  },
  'POST /v1/keys/:keyId/revoke': async (world) => {
    const { key } = await newKey(world);
    return { path: `/v1/keys/${key.id}/revoke` };
  },

  'POST /v1/connections': () => ({ path: '/v1/connections', body: newBlandConnection() }),
  'PATCH /v1/connections/:connectionId': async (world) => ({
    path: `/v1/connections/${(await connected(world)).id}`,
    body: { rev: 1, name: 'Another name' },
  }),
  'DELETE /v1/connections/:connectionId': async (world) => ({
    path: `/v1/connections/${(await connected(world)).id}`,
  }),
  'POST /v1/connections/:connectionId/secrets': async (world) => ({
    path: `/v1/connections/${(await connected(world)).id}/secrets`,
    body: { secret: newSecret() },
  }),
  'DELETE /v1/connections/:connectionId/secrets/:secretId': async (world) => {
    const { id } = await connected(world);
    const body = { secret: newSecret() };
    const { secrets } = await world.ask<Connected>('POST', `/v1/connections/${id}/secrets`, body);
    return { path: `/v1/connections/${id}/secrets/${secrets[0]?.id}` };
  },

  'POST /v1/numbers': async (world) => ({
    path: '/v1/numbers',
    body: { connectionId: (await connected(world)).id, ...number },
  }),
  'PATCH /v1/numbers/:numberId': async (world) => ({
    path: `/v1/numbers/${(await newNumber(world)).id}`,
    body: { rev: 1, agent: 'Reception' },
  }),
  'POST /v1/numbers/:numberId/assign': async (world) => {
    const { id, rev } = await released(world);
    return { path: `/v1/numbers/${id}/assign`, body: { rev } };
  },
  'POST /v1/numbers/:numberId/release': async (world) => ({
    path: `/v1/numbers/${(await newNumber(world)).id}/release`,
    body: { rev: 1 },
  }),
  'DELETE /v1/numbers/:numberId': async (world) => ({
    path: `/v1/numbers/${(await released(world)).id}`,
  }),

  'POST /v1/calls': async (world) => ({ path: '/v1/calls', ...(await unansweredOrder(world)) }),
  'POST /v1/calls/:callId/hangup': async (world) => {
    const { body, headers } = await unansweredOrder(world);
    const { id } = await world.ask<{ id: string }>('POST', '/v1/calls', body, headers);
    return { path: `/v1/calls/${id}/hangup` };
  },
  'POST /v1/calls/:callId/reconcile': async (world) => {
    const { body, headers } = await unansweredOrder(world);
    const { id } = await world.ask<{ id: string }>('POST', '/v1/calls', body, headers);
    return { path: `/v1/calls/${id}/reconcile` };
  },
  'POST /v1/simulated-calls': async (world) => {
    const mine = await world.besides();
    await simulatingFrom(mine, await sandboxForTest());
    return { path: '/v1/simulated-calls', body: {}, headers: mine.headers };
  },
  'POST /v1/calls/:callId/notes': async (world) => ({
    path: `/v1/calls/${await world.newCall()}/notes`,
    body: { text: 'Asked to be called back.' },
  }),
  'DELETE /v1/calls/:callId/notes/:noteId': async (world) => {
    const notes = `/v1/calls/${await world.newCall()}/notes`;
    const { id } = await world.ask<{ id: string }>('POST', notes, { text: 'Asked to be called back.' });
    return { path: `${notes}/${id}` };
  },

  'POST /v1/platform/queues/:queue/failed/replay': async (world) => {
    const { queue } = await world.newDeadJob();
    return { path: `/v1/platform/queues/${queue}/failed/replay` };
  },
  'POST /v1/platform/queues/:queue/failed/:jobId/replay': async (world) => {
    const { queue, jobId } = await world.newDeadJob();
    return { path: `/v1/platform/queues/${queue}/failed/${jobId}/replay` };
  },

  'POST /v1/erasures': () => ({ path: '/v1/erasures', body: number }),
  'POST /v1/exports': () => ({ path: '/v1/exports', body: number }),
};
