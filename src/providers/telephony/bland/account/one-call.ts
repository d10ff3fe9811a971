/** GET /v1/calls/{id}, and what of the call's webhook is in Bland's log. */
import { ExternalApiError } from '../../../../core/errors.ts';
import type { Understood } from '../../telephony.ts';
import { enrichmentsOf } from '../enrichments.ts';
import { flag, text } from '../fields.ts';
import { factsOf, unique } from '../interpret.ts';
import { type Body, messageOf } from '../message.ts';
import { recordFacts } from '../record/index.ts';
import type { Ask } from './ask.ts';
import { callPath } from './paths.ts';

const source = 'reconciliation';

export async function oneCall(
  ask: Ask,
  callId: string,
  signal: AbortSignal,
): Promise<Understood | undefined> {
  const path = callPath(callId);
  const details = path === undefined ? undefined : await ask.find({ method: 'GET', path }, signal);
  if (details === undefined) return undefined;
  if ((text.parse(details.call_id) ?? text.parse(details.c_id) ?? callId) !== callId) {
    throw new ExternalApiError('Bland answered about another call than the one that was asked for.');
  }
  const sent = flag.parse(details.completed) === true ? await sentOf(ask, callId, signal) : undefined;
  const facts = [...detailFacts(details, callId), ...(sent === undefined ? [] : factsOf(sent, source))];
  return { providerCallId: callId, facts: unique(facts) };
}

export function detailFacts(details: Body, callId: string) {
  return unique([
    ...recordFacts(details, { callId, source, afterwards: false }),
    ...enrichmentsOf(details, source),
  ]);
}

/** The webhook as it was sent. It adds to the call's details, which say enough by themselves where it is not there. */
async function sentOf(ask: Ask, callId: string, signal: AbortSignal) {
  const path = `/v1/postcall/webhooks/${encodeURIComponent(callId)}`;
  const log = await ask.find({ method: 'GET', path }, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  const message = messageOf(log?.payload);
  return 'callId' in message && message.callId === callId ? message : undefined;
}
