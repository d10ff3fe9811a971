/** Every request has an id: in the answer, in its line of the log, and in what it causes elsewhere. */
import type { IncomingMessage } from 'node:http';
import { newId } from '../../core/ids.ts';

/** Long enough to be one, and nothing that could break a line or a header. */
const sane = /^[A-Za-z0-9._-]{8,64}$/;

/** The caller's own, where it looks like one, so that a request can be followed across systems. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) ? given : newRequestId();
}

export const newRequestId = () => newId('req');
