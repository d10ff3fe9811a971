/** What Bland sends while calls go on, signed beforehand: signing is the sender's work and not what is measured. */
import { createHmac, randomUUID } from 'node:crypto';

export interface Signed {
  readonly body: string;
  readonly signature: string;
}

/** Messages of one call: its beginning, lines, and its end. */
const perCall = 10;

/** Every run has calls of its own. */
export function messagesOf(count: number, { secret, number }: { secret: string; number: string }): Signed[] {
  const calls = Array.from({ length: Math.ceil(count / perCall) }, () => randomUUID());
  const begun = Date.now();
  return Array.from({ length: count }, (_, index) => {
    // One message of every call, then the next one of every call, as it is when many go on at once.
    const turn = Math.floor(index / calls.length);
    const body = JSON.stringify({
      call_id: calls[index % calls.length],
      to: number,
      from: '+14155550142',
      inbound: true,
      category: 'call',
      level: 'info',
      message: `What is said in turn ${turn}`,
      timestamp: new Date(begun + index).toISOString(),
    });
    return { body, signature: createHmac('sha256', secret).update(body).digest('hex') };
  });
}

export const callsAmong = (count: number): number => Math.ceil(count / perCall);
