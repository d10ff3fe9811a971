/**
 * Counts requests and turns away those that are too many: by address before anybody asks who it is, by caller, tenant
 * or connection as soon as that is known. Every counted answer says what is left, in the fields of the IETF's draft
 * (draft-ietf-httpapi-ratelimit-headers).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthenticationError } from '../../core/errors.ts';
import type { Refresh } from '../../services/access/refresh.ts';
import type { Decision, Limited, RateLimits } from '../../services/limits/index.ts';
import { shownRefreshToken } from '../auth/refresh-cookie.ts';
import type { Guard } from './access.ts';
import { limitOf } from './limit-of.ts';
import type { Route } from './route.ts';
import { secondsOf, tooMany } from './too-many.ts';

export type RateLimiter = Omit<RateLimits, 'requestsOf'>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Over which connection a provider or a stream comes: set by the guard that has found its signature or token good. */
    connectionId?: string;
  }
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

type Limiting = Guard & {
  onError?: (request: FastifyRequest, reply: FastifyReply, error: Error) => Promise<void>;
};

/** The guard of a row with its limit around it. */
export function withLimit(
  row: Route,
  guard: Guard,
  limiter: RateLimiter,
  { sessionOf }: Pick<Refresh, 'sessionOf'>,
): Limiting {
  const endpoint = `${row.method} ${row.url}`;
  const limit = limitOf(row);
  switch (limit) {
    case 'none':
      return guard;
    case 'public':
      return before(guard, async ({ ip }, reply) => apply(await limiter.ofAddress(ip, endpoint), reply));
    case 'login':
      return {
        ...before(guard, async ({ ip }, reply) => apply(await limiter.beforeLogin(ip, endpoint), reply)),
        async onError({ ip }, reply, error) {
          if (error instanceof AuthenticationError) tell(await limiter.loginFailed(ip, endpoint), reply);
        },
      };
    case 'session':
      return {
        ...guard,
        // Once the body is there. Who shows no token is refused at no more cost than counting it would have.
        preHandler: [
          ...listOf(guard.preHandler),
          async (request, reply) => {
            const token = shownRefreshToken(request);
            if (token === undefined) return;
            const sessionId = sessionOf(token);
            const decision =
              sessionId === undefined
                ? limiter.ofAddress(request.ip, endpoint)
                : limiter.ofSession(sessionId, endpoint);
            apply(await decision, reply);
          },
        ],
      };
    case 'connection':
      return after(guard, async ({ connectionId }, reply) => {
        if (connectionId === undefined) throw new Error(`${endpoint}: its guard has not set connectionId`);
        apply(await limiter.ofConnection(connectionId), reply);
      });
    case 'caller':
      return {
        ...before(
          after(guard, async ({ caller }, reply) => {
            if (caller === undefined) throw new Error(`${endpoint}: its guard has not set caller`);
            apply(await limiter.ofCaller(caller), reply);
          }),
          async ({ ip }, reply) => {
            const refusal = limiter.barred(ip);
            if (refusal !== undefined) apply(refusal, reply);
          },
        ),
        async onError({ ip, caller }, reply, error) {
          if (caller === undefined && isGuess(error)) tell(await limiter.failed(ip), reply);
        },
      };
  }
}

/** But not one of ours that has run out, as those of everybody in an office do every quarter of an hour. */
export const isGuess = (error: unknown): boolean =>
  error instanceof AuthenticationError && error.code !== 'TOKEN_EXPIRED';

function before(guard: Guard, hook: Hook): Guard {
  return { ...guard, onRequest: [hook, ...listOf(guard.onRequest)] };
}

/** In the last stage that the guard has a part in: only then is it known who it is. */
function after(guard: Guard, hook: Hook): Guard {
  if (guard.preHandler !== undefined) return { ...guard, preHandler: [...listOf(guard.preHandler), hook] };
  if (guard.preParsing !== undefined) return { ...guard, preParsing: [...listOf(guard.preParsing), hook] };
  return { ...guard, onRequest: [...listOf(guard.onRequest), hook] };
}

function listOf<H>(hooks: H | H[] | undefined): H[] {
  if (hooks === undefined) return [];
  return Array.isArray(hooks) ? hooks : [hooks];
}

function apply(decision: Decision, reply: FastifyReply): void {
  tell(decision, reply);
  if (!decision.allowed) throw tooMany(decision);
}

function tell({ limits }: Decision, reply: FastifyReply): void {
  reply.header('ratelimit-policy', limits.map(policyItem).join(', '));
  reply.header('ratelimit', limits.map(limitItem).join(', '));
}

const policyItem = ({ policy: { name, quota, windowSec } }: Limited) => `"${name}";q=${quota};w=${windowSec}`;

const limitItem = ({ policy: { name }, remaining, moreInMs }: Limited) =>
  `"${name}";r=${remaining};t=${secondsOf(moreInMs)}`;
