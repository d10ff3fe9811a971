/**
 * Places a call. Twilio takes no key that would make a second request the same as the first, and tells nothing of ours
 * when it lists calls; so where an answer was lost, the call is looked for by its numbers and its age before anybody
 * orders it again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ExternalApiError, TrunklineError } from '../../../../core/errors.ts';
import type { Account, PlaceCall } from '../../telephony.ts';
import { type HookName, hookAddress } from '../addresses.ts';
import { type Ask, outcomeUnknown, refusal } from './ask.ts';
import { callResource, pageOf } from './resources.ts';

interface Parts {
  readonly ask: Ask;
  /** The account's list of calls. */
  readonly path: string;
  /** When to look for one whose answer was lost: lists may be late. */
  readonly lookAfterMs: readonly number[];
}

/** Twilio says whole seconds, and takes a moment to make a call. */
const toleranceMs = 2_000;
/** The newest come first. */
const looked = 50;
const page = pageOf('calls', callResource);

export function createPlacing({ ask, path, lookAfterMs }: Parts): Pick<Account, 'place' | 'find'> {
  /** The one that can only have been this: nobody guesses between two. */
  async function onlyOne(
    { from, to }: PlaceCall,
    since: Date,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const query = new URLSearchParams({ From: from, To: to, PageSize: String(looked) });
    const reply = await ask({ method: 'GET', path: `${path}?${query}`, signal });
    if (!reply.ok) throw refusal(reply);
    // By age, so that it does not matter by how much Twilio's clock and ours differ.
    const now = Date.now();
    const oldest = (reply.date?.getTime() ?? now) - (now - since.getTime()) - toleranceMs;
    const read = page.safeParse(reply.body);
    if (!read.success) throw new ExternalApiError('Twilio answered something that is no list.');
    const found = read.data.items.filter(
      (each) =>
        each.direction === 'outbound-api' &&
        each.from === from &&
        each.to === to &&
        each.date_created !== undefined &&
        each.date_created.getTime() >= oldest,
    );
    return found.length === 1 ? found[0]?.sid : undefined;
  }

  /** What goes wrong in looking changes nothing: nobody knows whether it was placed. */
  async function lookFor(call: PlaceCall, since: Date, signal: AbortSignal): Promise<string | undefined> {
    for (const ms of lookAfterMs) {
      const isOver = await sleep(ms, false, { signal }).catch(() => true);
      const found = isOver ? undefined : await onlyOne(call, since, signal).catch(() => undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return {
    async place(call, signal) {
      const since = new Date();
      try {
        return { providerCallId: await order(ask, path, call, signal) };
      } catch (error) {
        if (!(error instanceof TrunklineError) || error.code !== outcomeUnknown) throw error;
        const found = await lookFor(call, since, signal);
        if (found === undefined) throw error;
        return { providerCallId: found };
      }
    },
    async find(call, since, signal) {
      const found = await onlyOne(call, since, signal);
      return found === undefined ? undefined : { providerCallId: found };
    },
  };
}

async function order(ask: Ask, path: string, call: PlaceCall, signal: AbortSignal): Promise<string> {
  const reply = await ask({ method: 'POST', path, form: formOf(call), signal });
  if (!reply.ok) throw refusal(reply);
  const read = callResource.safeParse(reply.body);
  if (read.success) return read.data.sid;
  throw new ExternalApiError('Twilio answered something that is no call.', { code: outcomeUnknown });
}

function formOf({ from, to, callId, hooksUrl, record = false, maxMinutes }: PlaceCall): URLSearchParams {
  const at = (name: HookName) => hookAddress({ hooksUrl, callId }, name);
  return new URLSearchParams([
    ['To', to],
    ['From', from],
    ['Url', at('voice')],
    ['Method', 'POST'],
    ['FallbackUrl', at('fallback')],
    ['FallbackMethod', 'POST'],
    ['StatusCallback', at('status')],
    ['StatusCallbackMethod', 'POST'],
    ...['initiated', 'ringing', 'answered', 'completed'].map((event) => ['StatusCallbackEvent', event]),
    ...(maxMinutes === undefined ? [] : [['TimeLimit', String(maxMinutes * 60)]]),
    // While the call goes on, so that nobody waits for it in silence.
    ['MachineDetection', 'Enable'],
    ['AsyncAmd', 'true'],
    ['AsyncAmdStatusCallback', at('amd')],
    ['AsyncAmdStatusCallbackMethod', 'POST'],
    ...(record ? recording(at('recording')) : []),
  ] as [string, string][]);
}

function recording(address: string): string[][] {
  return [
    ['Record', 'true'],
    ['RecordingChannels', 'dual'],
    ['RecordingTrack', 'both'],
    ['RecordingStatusCallback', address],
    ['RecordingStatusCallbackMethod', 'POST'],
    ...['in-progress', 'completed', 'absent'].map((event) => ['RecordingStatusCallbackEvent', event]),
  ];
}
