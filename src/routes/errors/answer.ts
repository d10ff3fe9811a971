/** One format for everything that fails, whoever noticed it. */
import { inspect } from 'node:util';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorAnswer } from '../../contract/error.ts';
import { AuthenticationError, type TrunklineError } from '../../core/errors.ts';
import { translate } from './translate.ts';

export function errorAnswer(failure: TrunklineError, requestId: string, internals: boolean): ErrorAnswer {
  const { message, code, details } = failure;
  return {
    error: message,
    code,
    requestId,
    timestamp: new Date().toISOString(),
    ...(details !== undefined && { details: [...details] }),
    ...(internals && failure.cause !== undefined && { internals: internalsOf(failure.cause) }),
  };
}

/** `internals`: whether the cause is shown, which it never is in production. */
export function createErrorHandler({ internals }: { internals: boolean }) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const failure = translate(error, request);
    request.failure = failure;
    // Its wide line is written already.
    if (reply.raw.destroyed && !failure.operational) {
      request.log.error({ error: failure.cause }, 'failed after the client had gone');
    }
    if (failure.retryAfterSec !== undefined) reply.header('retry-after', failure.retryAfterSec);
    if (failure instanceof AuthenticationError) reply.header('www-authenticate', 'Bearer');
    reply
      .code(failure.status)
      .type('application/json; charset=utf-8')
      // As text, so that no schema of the route stands in its way.
      .send(JSON.stringify(errorAnswer(failure, request.id, internals)));
  };
}

function internalsOf(cause: unknown): NonNullable<ErrorAnswer['internals']> {
  if (!(cause instanceof Error)) return { name: typeof cause, message: inspect(cause), stack: '' };
  return { name: cause.name, message: cause.message, stack: cause.stack ?? '' };
}
