/** POST /v1/auth/refresh and /v1/auth/logout: with the refresh token, from the body or the cookie. */
import { z } from 'zod';
import { Refreshed, RefreshRequest } from '../../contract/access.ts';
import { AuthenticationError } from '../../core/errors.ts';
import { defineRoute } from '../frame/route.ts';
import { handedOver, visitOf } from './answers.ts';
import { clearRefreshCookie, refreshCookieOf } from './refresh-cookie.ts';

export const refreshRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/refresh',
  access: { kind: 'public' },
  limit: 'session',
  summary: 'Stay signed in',
  description:
    'Gives the next access token and the next refresh token. A refresh token is good once; where the answer was lost it may be sent again for a few seconds. One whose successor was used as well is refused: in these seconds with 409 REFRESH_TOKEN_REPLACED, and the session goes on, with the newest; after them with 401 REFRESH_TOKEN_REUSED, and the session ends.',
  tags: ['Signing in'],
  unaudited: 'It changes nothing but tokens; the beginning and the end of a session are noted.',
  schema: { body: RefreshRequest, response: { 200: Refreshed } },
  async handler({ access }, request, reply) {
    const inBody = request.body?.refreshToken;
    const token = inBody ?? refreshCookieOf(request, access.origins);
    if (token === undefined) throw missing();
    try {
      const pass = await access.refresh.refresh(token, visitOf(request));
      return reply.code(200).send(handedOver(request, reply, inBody === undefined ? 'cookie' : 'body', pass));
    } catch (error) {
      // A browser need not send again what is good for nothing.
      if (inBody === undefined && error instanceof AuthenticationError) clearRefreshCookie(request, reply);
      throw error;
    }
  },
});

export const logoutRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/logout',
  access: { kind: 'public' },
  limit: 'session',
  summary: 'Sign out',
  description: 'Ends the session of the refresh token. The same answer where it has ended already.',
  tags: ['Signing in'],
  audit: 'session.end',
  schema: { body: RefreshRequest, response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    const token = request.body?.refreshToken ?? refreshCookieOf(request, access.origins);
    if (token === undefined) throw missing();
    await access.refresh.logout(token, visitOf(request));
    clearRefreshCookie(request, reply);
    return reply.code(204).send(null);
  },
});

function missing(): AuthenticationError {
  return new AuthenticationError('Send a refresh token, in the body or as the cookie.', {
    code: 'REFRESH_TOKEN_MISSING',
  });
}
