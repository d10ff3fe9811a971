/** POST /v1/calls/{id}/stop, which ends a call that goes on and takes back one that waits. */
import { ExternalApiError, type TrunklineError } from '../../../../core/errors.ts';
import { flag } from '../fields.ts';
import type { Ask } from './ask.ts';
import type { Exchanging } from './exchange.ts';
import { failureOf, goodAnswer } from './failures.ts';
import { callPath } from './paths.ts';

export async function hangUp(
  { exchange, ask }: { readonly exchange: Exchanging; readonly ask: Ask },
  callId: string,
  signal: AbortSignal,
): Promise<void> {
  const path = callPath(callId);
  if (path === undefined) throw unknown();
  const came = await exchange({ method: 'POST', path: `${path}/stop`, body: {} }, signal);
  if (goodAnswer(came) !== undefined) return;
  if (came.outcome !== 'answered') throw failureOf(came, signal);
  // Bland says the same of a call that is over, of one that it does not know, and of one that it cannot stop now.
  if (came.status !== 400 && came.status !== 404 && came.status > 299) throw failureOf(came, signal);
  const details = await ask.find({ method: 'GET', path }, signal);
  if (details === undefined) throw unknown();
  if (flag.parse(details.completed) !== true) {
    throw new ExternalApiError('Bland does not stop this call now. Try again in a moment.');
  }
}

function unknown(): TrunklineError {
  return new ExternalApiError('Bland knows no such call.', { retryable: false });
}
