/** What people who are signed in do in their own matters: who they are, where they are signed in, their password. */
import { z } from 'zod';
import { Me, PasswordChange, SessionParams, Sessions } from '../../contract/access.ts';
import { NotFoundError } from '../../core/errors.ts';
import { permissionsOf } from '../../core/permissions.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const meRoute = defineRoute({
  method: 'GET',
  url: '/v1/auth/me',
  access: { kind: 'signedIn' },
  summary: 'Who am I',
  description: 'Whoever is signed in, and what they may do.',
  tags: ['Own account'],
  schema: { response: { 200: Me } },
  async handler({ access, people: { accounts } }, request, reply) {
    const caller = callerOf(request);
    const user = await access.own.me(caller);
    return reply.code(200).send({
      id: user._id,
      tenantId: user.tenantId,
      name: accounts.nameOf(user),
      role: user.role,
      email: accounts.emailOf(user),
      secondFactor: user.totp?.confirmed === true,
      recoveryCodesLeft: user.totp?.recoveryHashes.length ?? 0,
      permissions: [...permissionsOf(user.role)],
      sessionId: caller.sessionId ?? '',
    });
  },
});

export const sessionsRoute = defineRoute({
  method: 'GET',
  url: '/v1/auth/sessions',
  access: { kind: 'signedIn' },
  summary: 'Where am I signed in',
  description: 'All live sessions of whoever asks.',
  tags: ['Own account'],
  schema: { response: { 200: Sessions } },
  async handler({ access }, request, reply) {
    const caller = callerOf(request);
    const sessions = await access.sessions.list(await access.own.me(caller));
    return reply.code(200).send({
      items: sessions.map(({ id, startedAt, usedAt, expiresAt, device }) => ({
        id,
        current: id === caller.sessionId,
        startedAt: startedAt.toISOString(),
        usedAt: usedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        ...device,
      })),
    });
  },
});

export const endSessionRoute = defineRoute({
  method: 'DELETE',
  url: '/v1/auth/sessions/:sessionId',
  access: { kind: 'signedIn' },
  summary: 'End a session',
  description: 'Signs out elsewhere, or here. Its tokens are refused by every instance within a second.',
  tags: ['Own account'],
  audit: 'session.end',
  schema: { params: SessionParams, response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    if (await access.own.endSession(callerOf(request), request.params.sessionId)) {
      return reply.code(204).send(null);
    }
    throw new NotFoundError('You have no such session, or it has ended.', { code: 'SESSION_NOT_FOUND' });
  },
});

export const logoutEverywhereRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/logout-everywhere',
  access: { kind: 'signedIn' },
  summary: 'Sign out everywhere',
  description: 'Ends all sessions of whoever asks, this one included.',
  tags: ['Own account'],
  audit: 'session.endAll',
  schema: { response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    await access.own.logoutEverywhere(callerOf(request));
    return reply.code(204).send(null);
  },
});

export const changePasswordRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/password',
  access: { kind: 'signedIn' },
  summary: 'Change the password',
  description: 'Ends all other sessions of whoever asks; this one goes on.',
  tags: ['Own account'],
  audit: 'password.change',
  schema: { body: PasswordChange, response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    await access.own.changePassword(callerOf(request), request.body);
    return reply.code(204).send(null);
  },
});
