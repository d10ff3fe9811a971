/** What Bland sends while calls go on, signed beforehand: signing is the sender's work and not what is measured. */
import { createHmac, randomUUID } from 'node:crypto';

export interface Signed {
  readonly body: string;
  readonly signature: string;
}

/** What Bland sends of one call: what goes on in it, and at the end the record of all of it. */
const perCall = 10;

/** Every run has calls of its own. */
export function messagesOf(count: number, { secret, number }: { secret: string; number: string }): Signed[] {
  const calls = Array.from({ length: callsAmong(count) }, () => randomUUID());
  return Array.from({ length: count }, (_, index) => {
    // One message of every call, then the next one of every call, as it is when many go on at once.
    const turn = Math.floor(index / calls.length);
    const callId = calls[index % calls.length] ?? '';
    return signed(secret, turn === perCall - 1 ? record(callId, number) : midCall(callId, turn));
  });
}

export function signed(secret: string, message: object): Signed {
  const body = JSON.stringify(message);
  return { body, signature: createHmac('sha256', secret).update(body).digest('hex') };
}

const midCall = (callId: string, turn: number) => ({
  message: `What is said in turn ${turn}`,
  call_id: callId,
  category: 'call',
  log_level: 'info',
});

/** The record of a call that has just ended. */
export function record(callId: string, number: string) {
  const begun = Date.now();
  const at = (second: number) => new Date(begun + second * 1000).toISOString();
  const said = (id: number, user: string, text: string) => ({
    id,
    created_at: at(id),
    text,
    user,
    c_id: callId,
  });
  return {
    call_id: callId,
    to: number,
    from: '+14155550142',
    inbound: true,
    completed: true,
    status: 'completed',
    answered_by: 'human',
    created_at: at(0),
    started_at: at(1),
    end_at: at(43),
    call_length: 0.7,
    corrected_duration: '42',
    price: 0.063,
    summary: 'Somebody asked for an appointment.',
    transcripts: [
      said(1, 'assistant', 'Good morning, how may I help you?'),
      said(2, 'user', 'I would like to come on Tuesday.'),
      said(3, 'assistant', 'Tuesday at nine it is.'),
    ],
  };
}

export const callsAmong = (count: number): number => Math.ceil(count / perCall);
