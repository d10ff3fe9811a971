/**
 * POST /v1/calls. Bland knows no idempotency key, and a person whose phone rings twice notices: where an answer was
 * lost, the call is looked for by our own id in its metadata, and nothing is asked for a second time by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { callIdName } from '../../../../core/calls/ids.ts';
import { ExternalApiError } from '../../../../core/errors.ts';
import type { Account, PlaceCall } from '../../telephony.ts';
import { object, text } from '../fields.ts';
import { callIdShape } from '../message.ts';
import { party } from '../record/parties.ts';
import type { Ask } from './ask.ts';
import type { Exchange, Exchanging } from './exchange.ts';
import { failureOf, goodAnswer } from './failures.ts';
import { type Listed, listed } from './listed.ts';
import { callPath } from './paths.ts';

/** What Bland tells while a call goes on, and what it finds out afterwards. Not that it waits: we know. */
const events = ['call', 'latency', 'webhook', 'tool', 'dynamic_data', 'citations', 'evals'];

/** Clocks differ. */
const slackMs = 5 * 60_000;

interface Parts {
  readonly exchange: Exchanging;
  readonly ask: Ask;
  readonly lookAfterMs: readonly number[];
  readonly pageSize: number;
}

export function createPlacing({
  exchange,
  ask,
  lookAfterMs,
  pageSize,
}: Parts): Pick<Account, 'place' | 'find'> {
  async function isOurs({ callId, body }: Listed, call: PlaceCall, signal: AbortSignal): Promise<boolean> {
    const metadata = object.parse(body.metadata);
    if (metadata !== undefined) return metadata[callIdName] === call.callId;
    // The list's samples hold none, though the documents say that its entries are whole but for the transcript.
    const path = callPath(callId);
    const details = path === undefined ? undefined : await ask.find({ method: 'GET', path }, signal);
    return object.parse(details?.metadata)?.[callIdName] === call.callId;
  }

  async function lookFor(call: PlaceCall, from: Date, signal: AbortSignal): Promise<string | undefined> {
    const since = new Date(from.getTime() - slackMs);
    for await (const each of listed(ask, { since, pageSize, filter: { inbound: 'false' } }, signal)) {
      if (party(text.parse(each.body.to)) !== party(call.to)) continue;
      if (await isOurs(each, call, signal)) return each.callId;
    }
    return undefined;
  }

  /** Where looking fails as well, or nobody waits any longer, that the answer was lost is what counts. */
  async function lookAgain(call: PlaceCall, from: Date, signal: AbortSignal): Promise<string | undefined> {
    for (const afterMs of lookAfterMs) {
      await sleep(afterMs, undefined, { signal }).catch(() => undefined);
      const found = await lookFor(call, from, signal).catch(() => undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return {
    async place(call, signal) {
      const from = new Date();
      const came = await exchange({ method: 'POST', path: '/v1/calls', body: bodyOf(call) }, signal);
      const placed = placedBy(came);
      if (placed !== undefined) return { providerCallId: placed };
      if (!mayBePlaced(came)) throw failureOf(came, signal);
      const found = await lookAgain(call, from, signal);
      if (found !== undefined) return { providerCallId: found };
      throw lost(failureOf(came, signal).message);
    },
    async find(call, since, signal) {
      const found = await lookFor(call, since, signal);
      return found === undefined ? undefined : { providerCallId: found };
    },
  };
}

function bodyOf({ from, to, callId, metadata, task, record, maxMinutes, hooksUrl }: PlaceCall) {
  return {
    phone_number: to,
    from,
    ...(task !== undefined && { task }),
    metadata: { ...metadata, [callIdName]: callId },
    webhook: hooksUrl,
    // Only a recording can be listened to once more.
    webhook_events: record ? [...events, 'post_transfer_transcript'] : events,
    ...(record !== undefined && { record }),
    ...(maxMinutes !== undefined && { max_duration: maxMinutes }),
  };
}

function placedBy(came: Exchange): string | undefined {
  const id = text.parse(goodAnswer(came)?.call_id);
  return id !== undefined && callIdShape.test(id) ? id : undefined;
}

/** Who refuses has not called; who failed, or whose answer cannot be read, may have. */
function mayBePlaced(came: Exchange): boolean {
  if (came.outcome !== 'answered') return came.outcome === 'no answer';
  if (came.status >= 500 || goodAnswer(came) !== undefined) return true;
  return came.status < 300 && came.body === undefined;
}

function lost(because: string): ExternalApiError {
  return new ExternalApiError(
    `${because} Nobody knows whether the call was placed; Bland knows none of this id by now.`,
    { code: 'OUTCOME_UNKNOWN' },
  );
}
