/** What people are answered with who have signed in, and who goes on being so. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Visit } from '../../services/access/refresh.ts';
import type { Pass } from '../../services/access/sessions.ts';
import { setRefreshCookie } from './refresh-cookie.ts';

export function visitOf({ ip, id: requestId, headers }: FastifyRequest): Visit {
  // Longer ones say no more.
  return { ip, requestId, userAgent: (headers['user-agent'] ?? '').slice(0, 200) };
}

/** A refresh token goes one way or the other: what a cookie hides must not stand in the body. */
export function handedOver(
  request: FastifyRequest,
  reply: FastifyReply,
  by: 'body' | 'cookie',
  { sessionId, accessToken, accessExpiresAt, refreshToken, refreshExpiresAt }: Pass,
) {
  reply.header('cache-control', 'no-store');
  if (by === 'cookie') setRefreshCookie(request, reply, { token: refreshToken, expiresAt: refreshExpiresAt });
  return {
    sessionId,
    accessToken,
    accessExpiresAt: accessExpiresAt.toISOString(),
    refreshToken: by === 'cookie' ? null : refreshToken,
    refreshExpiresAt: refreshExpiresAt.toISOString(),
  };
}
