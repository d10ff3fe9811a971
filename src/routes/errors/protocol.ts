/** What may be wrong with a request as HTTP, before anybody looks at what it is about. */
import { TrunklineError } from '../../core/errors.ts';

export class MethodNotAllowed extends TrunklineError {
  constructor(method: string, allowed: readonly string[]) {
    super(
      { status: 405, code: 'METHOD_NOT_ALLOWED' },
      `${method} is not possible here; possible: ${allowed.join(', ')}.`,
    );
  }
}

export class UnsupportedMediaType extends TrunklineError {
  constructor(message: string, cause?: unknown) {
    super({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' }, message, { cause });
  }
}

/** It could not be read, or could be read in two ways. */
export class BadRequest extends TrunklineError {
  constructor(message: string, cause?: unknown) {
    super({ status: 400, code: 'BAD_REQUEST' }, message, { cause });
  }
}

export class RequestTimeout extends TrunklineError {
  constructor(cause: unknown) {
    super({ status: 408, code: 'REQUEST_TIMEOUT' }, 'The request took too long to arrive.', { cause });
  }
}

export class HeadersTooLarge extends TrunklineError {
  constructor(cause: unknown) {
    super({ status: 431, code: 'HEADERS_TOO_LARGE' }, 'The headers are too large.', { cause });
  }
}
