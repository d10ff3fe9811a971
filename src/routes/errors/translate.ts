/** From whatever was thrown to an error with a status, a code and words for the public. */
import type { FastifyRequest } from 'fastify';
import { fromDatabase } from '../../core/database-errors.ts';
import {
  type Issue,
  NotFoundError,
  PayloadTooLarge,
  TrunklineError,
  UnknownError,
  ValidationError,
} from '../../core/errors.ts';
import { BadRequest, UnsupportedMediaType } from './protocol.ts';

export function translate(error: unknown, request: FastifyRequest): TrunklineError {
  if (error instanceof TrunklineError) return error;
  return fromDatabase(error) ?? fromFastify(error, request) ?? new UnknownError(error);
}

interface FastifyFault extends Error {
  code?: unknown;
  statusCode?: number;
  validation?: { instancePath: string; message?: string }[];
  validationContext?: string;
}

function fromFastify(error: unknown, request: FastifyRequest): TrunklineError | undefined {
  if (!(error instanceof Error)) return undefined;
  const {
    code = '',
    statusCode = 500,
    validation,
    validationContext = 'body',
    message,
  } = error as FastifyFault;
  const options = { cause: error };
  if (code === 'FST_ERR_VALIDATION' && validation !== undefined) {
    return new ValidationError(
      'What was sent does not fit; `details` says where.',
      validation.map(issueIn(validationContext)),
      options,
    );
  }
  // Anybody's errors have codes, and not all of them texts.
  if (typeof code !== 'string') return undefined;
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new ValidationError('The body is not JSON.', [{ path: 'body', message }], options);
    case 'FST_ERR_CTP_BODY_TOO_LARGE': {
      const { bodyLimit } = request.routeOptions;
      return new PayloadTooLarge(`The body may have ${bodyLimit} bytes at most here.`, options);
    }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new UnsupportedMediaType('This kind of content is not understood here; JSON is.', error);
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new NotFoundError('There is nothing at this address.', options);
    case 'ECONNRESET':
      // Where the request had arrived, it was somebody else's connection: a provider's, a database's.
      if (request.raw.complete) return undefined;
      return new BadRequest('The connection ended before the request did.', error);
    default:
      if (!code.startsWith('FST_') || statusCode < 400 || statusCode >= 500) return undefined;
      return new BadRequest('The request cannot be read.', error);
  }
}

const parts: Record<string, string> = { querystring: 'query' };

function issueIn(context: string) {
  const part = parts[context] ?? context;
  return ({ instancePath, message = 'is wrong' }: { instancePath: string; message?: string }): Issue => ({
    path: [part, ...instancePath.split('/').filter((key) => key !== '')].join('.'),
    message,
  });
}
