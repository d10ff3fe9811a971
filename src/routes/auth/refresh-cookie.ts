/**
 * The refresh token of a browser lies in a cookie that no script can read, that goes to these routes alone, and only
 * with requests of our own pages. A request that sets or uses it has to show besides that it comes from a page of
 * ours: by a header that no other page can send without being asked whether it may, and by its origin.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RefreshRequest } from '../../contract/access.ts';
import { AuthorizationError } from '../../core/errors.ts';

const name = 'trunkline_refresh';
export const clientHeader = 'x-trunkline-client';

export function setRefreshCookie(
  { protocol, hostname }: FastifyRequest,
  reply: FastifyReply,
  { token, expiresAt }: { token: string; expiresAt: Date },
): void {
  reply.setCookie(name, token, { ...attributes(protocol, hostname), expires: expiresAt });
}

export function clearRefreshCookie({ protocol, hostname }: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(name, attributes(protocol, hostname));
}

/** Undefined where there is none. Throws where the request may be some other page's. */
export function refreshCookieOf(request: FastifyRequest, origins: readonly string[]): string | undefined {
  const token = request.cookies[name];
  if (token !== undefined) assertOwnPage(request, origins);
  return token;
}

/** From the body or the cookie, whoever it is from: for counting, which asks for nothing else. */
export function shownRefreshToken({
  body,
  cookies,
}: Pick<FastifyRequest, 'body' | 'cookies'>): string | undefined {
  const inBody = (body as z.infer<typeof RefreshRequest>)?.refreshToken;
  return inBody ?? cookies[name];
}

/** `origins`: others than that of the request itself whose pages are ours. */
export function assertOwnPage({ headers, protocol, host }: FastifyRequest, origins: readonly string[]): void {
  const { origin } = headers;
  const isOurs = origin === undefined || origin === `${protocol}://${host}` || origins.includes(origin);
  if (headers[clientHeader] !== undefined && isOurs) return;
  throw new AuthorizationError(
    'A request with this cookie needs the header X-Trunkline-Client, and has to come from a page of ours.',
    { code: 'NOT_OUR_PAGE' },
  );
}

/** Everywhere but on the own machine the cookie travels encrypted, or not at all. */
function attributes(protocol: string, hostname: string) {
  const isOwnMachine = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return {
    path: '/v1/auth',
    httpOnly: true,
    sameSite: 'strict',
    secure: protocol === 'https' || !isOwnMachine,
  } as const;
}
