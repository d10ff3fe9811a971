/**
 * Everything that may go wrong, by what the caller can do about it. A class owns its status, its stable code and
 * whether a second try may help; the message is for the public and says what was wrong and what to do. What must
 * stay inside travels as `cause` and is seen in the log alone.
 */

/** One thing that is wrong with what was sent. */
export interface Issue {
  /** Where: `body.from`, `query.limit`, `headers.content-type`. */
  readonly path: string;
  readonly message: string;
}

interface Kind {
  status: number;
  /** A part of the contract: never changed, and never used for something else. */
  code: string;
  /** Whether the same request may succeed later, unchanged. */
  retryable?: boolean;
  /** Foreseen, and no sign of a fault in Trunkline. */
  operational?: boolean;
  details?: readonly Issue[];
  retryAfterSec?: number;
}

interface Options {
  /** Instead of the class's own code, where a client has to tell cases apart. */
  code?: string;
  cause?: unknown;
}

export abstract class TrunklineError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  readonly operational: boolean;
  readonly details: readonly Issue[] | undefined;
  /** Seconds until a second try makes sense. */
  readonly retryAfterSec: number | undefined;

  constructor(kind: Kind, message: string, { code, cause }: Options = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.status = kind.status;
    this.code = code ?? kind.code;
    this.retryable = kind.retryable ?? false;
    this.operational = kind.operational ?? true;
    this.details = kind.details;
    this.retryAfterSec = kind.retryAfterSec;
  }
}

export class ValidationError extends TrunklineError {
  constructor(message: string, details: readonly Issue[], options?: Options) {
    super({ status: 400, code: 'VALIDATION_FAILED', details }, message, options);
  }
}

export class AuthenticationError extends TrunklineError {
  constructor(message: string, options?: Options) {
    super({ status: 401, code: 'NOT_AUTHENTICATED' }, message, options);
  }
}

export class AuthorizationError extends TrunklineError {
  constructor(message: string, options?: Options) {
    super({ status: 403, code: 'NOT_ALLOWED' }, message, options);
  }
}

/** Also what a foreign tenant's id is answered with: nobody learns that it exists. */
export class NotFoundError extends TrunklineError {
  constructor(message: string, options?: Options) {
    super({ status: 404, code: 'NOT_FOUND' }, message, options);
  }
}

export class ConflictError extends TrunklineError {
  constructor(message: string, options?: Options) {
    super({ status: 409, code: 'CONFLICT' }, message, options);
  }
}

export class PayloadTooLarge extends TrunklineError {
  constructor(message: string, options?: Options) {
    super({ status: 413, code: 'PAYLOAD_TOO_LARGE' }, message, options);
  }
}

export class RateLimited extends TrunklineError {
  constructor(message: string, retryAfterSec: number, options?: Options) {
    super({ status: 429, code: 'RATE_LIMITED', retryable: true, retryAfterSec }, message, options);
  }
}

/** A provider has understood what it was asked for, and says no. */
export class RefusedByProvider extends TrunklineError {
  constructor(message: string, options?: Options) {
    super({ status: 422, code: 'REFUSED_BY_PROVIDER' }, message, options);
  }
}

/** A provider answered wrongly or not at all. */
export class ExternalApiError extends TrunklineError {
  constructor(message: string, { retryable = true, ...options }: Options & { retryable?: boolean } = {}) {
    super({ status: 502, code: 'PROVIDER_FAILED', retryable }, message, options);
  }
}

/** Trunkline cannot serve now: something it stands on is away, it is overloaded, or it is closing. */
export class Unavailable extends TrunklineError {
  constructor(message: string, { retryAfterSec = 5, ...options }: Options & { retryAfterSec?: number } = {}) {
    super({ status: 503, code: 'UNAVAILABLE', retryable: true, retryAfterSec }, message, options);
  }
}

/** The database answered something that nobody foresaw; where it is away, that is `Unavailable`. */
export class DatabaseError extends TrunklineError {
  constructor(cause: unknown) {
    super(
      { status: 500, code: 'DATABASE_FAILED', operational: false },
      'The database could not do this. The request is not at fault; its id leads us to the cause.',
      { cause },
    );
  }
}

/** A fault in Trunkline. */
export class UnknownError extends TrunklineError {
  constructor(cause: unknown) {
    super(
      { status: 500, code: 'INTERNAL_ERROR', operational: false },
      'Something went wrong on our side. The request is not at fault; its id leads us to the cause.',
      { cause },
    );
  }
}
