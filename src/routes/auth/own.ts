/** What people who are signed in do in their own matters: who they are, where they are signed in, their password. */
import { z } from 'zod';
import { Me, OwnChange, PasswordChange, SessionParams, Sessions } from '../../contract/access.ts';
import { NotFoundError } from '../../core/errors.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';
import { shownMe } from './shown-me.ts';

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
    return reply.code(200).send(shownMe(accounts, await access.own.me(caller), caller));
  },
});

export const changeMeRoute = defineRoute({
  method: 'PATCH',
  url: '/v1/auth/me',
  access: { kind: 'signedIn' },
  summary: 'Change my name',
  description: 'What whoever asks is called from now on.',
  tags: ['Own account'],
  audit: 'account.change',
  schema: { body: OwnChange, response: { 200: Me } },
  async handler({ access, people: { accounts } }, request, reply) {
    const caller = callerOf(request);
    const user = await access.own.rename(caller, request.body.name);
    return reply.code(200).send(shownMe(accounts, user, caller));
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
  audit: 'session.end-all',
  schema: { response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    await access.own.logoutEverywhere(callerOf(request));
    return reply.code(204).send(null);
  },
});

export const logoutOthersRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/logout-others',
  access: { kind: 'signedIn' },
  summary: 'Sign out everywhere else',
  description: 'Ends all sessions of whoever asks but this one, on every instance within a second.',
  tags: ['Own account'],
  audit: 'session.end-others',
  schema: { response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    await access.own.logoutOthers(callerOf(request));
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
