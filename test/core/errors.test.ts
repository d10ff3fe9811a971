import { expect, test } from 'vitest';
import * as errors from '../../src/core/errors.ts';

const cause = new Error('inside');

test.each([
  [new errors.ValidationError('m', [{ path: 'body.from', message: 'is missing' }]), 400, false, true],
  [new errors.AuthenticationError('m'), 401, false, true],
  [new errors.AuthorizationError('m'), 403, false, true],
  [new errors.NotFoundError('m'), 404, false, true],
  [new errors.ConflictError('m'), 409, false, true],
  [new errors.PayloadTooLarge('m'), 413, false, true],
  [new errors.RefusedByProvider('m'), 422, false, true],
  [new errors.RateLimited('m', 3), 429, true, true],
  [new errors.ExternalApiError('m'), 502, true, true],
  [new errors.Unavailable('m'), 503, true, true],
  [new errors.DatabaseError(cause), 500, false, false],
  [new errors.UnknownError(cause), 500, false, false],
])(
  '%s has its status, and says whether to try again and whose fault it is',
  (error, status, retryable, operational) => {
    expect(error).toMatchObject({ status, retryable, operational, name: error.constructor.name });
  },
);

test('every class has a code of its own, in capitals', () => {
  const codes = [
    new errors.ValidationError('m', []),
    new errors.AuthenticationError('m'),
    new errors.AuthorizationError('m'),
    new errors.NotFoundError('m'),
    new errors.ConflictError('m'),
    new errors.PayloadTooLarge('m'),
    new errors.RefusedByProvider('m'),
    new errors.RateLimited('m', 3),
    new errors.ExternalApiError('m'),
    new errors.Unavailable('m'),
    new errors.DatabaseError(cause),
    new errors.UnknownError(cause),
  ].map(({ code }) => code);
  expect(new Set(codes).size).toBe(Object.keys(errors).length - 1);
  for (const code of codes) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
});

test('what happened inside is the cause and no part of the public message', () => {
  const error = new errors.DatabaseError(cause);
  expect(error.cause).toBe(cause);
  expect(error.message).not.toContain('inside');
});
