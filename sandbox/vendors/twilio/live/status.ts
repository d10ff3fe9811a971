/** A call's states, as its resource shows them and as its status callbacks tell them. */
import type { CallResource, CallStatus } from '../resources.ts';
import type { Form } from '../signature.ts';
import type { Callback } from '../twiml/types.ts';
import type { Callbacks } from './callbacks.ts';
import { callParams, given, rfc2822 } from './params.ts';

type CallEventName = 'initiated' | 'ringing' | 'answered' | 'completed';

export interface StatusTeller {
  /** `extra`: of the recording, when the call was recorded as a whole. */
  tell(event: CallEventName, at: number, extra?: Form): void;
}

const sipCodes: Readonly<Partial<Record<CallStatus, number>>> = {
  completed: 200,
  busy: 486,
  'no-answer': 487,
  canceled: 487,
  failed: 404,
};

/** Of those events that somebody asked for, numbered from 0. */
export function createStatusTeller(
  resource: CallResource,
  callbacks: Callbacks,
  callback: Callback | undefined,
): StatusTeller {
  let sequence = 0;
  return {
    tell(event, at, extra = []) {
      if (callback === undefined || !callback.events.includes(event)) return;
      const params: Form = [
        ...callParams(resource, event === 'initiated' ? event : resource.status),
        ...(event === 'completed' ? endParams(resource) : []),
        ...extra,
        ['Timestamp', rfc2822(at)],
        ['CallbackSource', 'call-progress-events'],
        ['SequenceNumber', String(sequence)],
      ];
      sequence += 1;
      callbacks.send(`status ${event}`, callback, params, resource.sid);
    },
  };
}

function endParams({ durationSec = 0, status, answeredBy }: CallResource): Form {
  return [
    ['CallDuration', String(durationSec)],
    ['Duration', String(Math.ceil(durationSec / 60))],
    ...given('SipResponseCode', sipCodes[status]),
    ...given('AnsweredBy', answeredBy),
  ];
}

export function becomeAnswered(resource: CallResource, at: number): void {
  resource.status = 'in-progress';
  resource.startedAt = at;
  resource.updatedAt = at;
}

/** Ten-thousandths of a dollar for each minute that has begun. */
const pricePerMinute = { inbound: 85, 'outbound-api': 140, 'outbound-dial': 140 } as const;

export function becomeEnded(resource: CallResource, status: CallStatus, at: number): void {
  const { startedAt } = resource;
  const durationSec = startedAt === undefined ? 0 : Math.round((at - startedAt) / 1_000);
  resource.status = status;
  resource.startedAt ??= at;
  resource.endedAt = at;
  resource.updatedAt = at;
  resource.durationSec = durationSec;
  resource.price = Math.ceil(durationSec / 60) * pricePerMinute[resource.direction];
}
