/** Takes what both providers send, as a customer would: checks signatures, and keeps a journal of its own. */
import { createHmac } from 'node:crypto';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { firstAccount } from '../../../sandbox/vendors/twilio/store.ts';
import { type Received, receiver } from '../helpers/frame.ts';

export interface Noted {
  readonly call: string;
  /** As the sandbox names it. */
  readonly kind: string;
  readonly signed: boolean;
}

/** `secret`: what Bland's webhooks are signed with. */
export async function webhookReceiver(secret: string) {
  const journal: Noted[] = [];
  const { url, received } = await receiver((each, response) => {
    const noted = each.headers['content-type'] === 'application/json' ? fromBland(each) : fromTwilio(each);
    journal.push(noted);
    response.writeHead(noted.signed ? 204 : 401).end();
  });

  function fromBland({ body, headers }: Received): Noted {
    const message = JSON.parse(body) as { call_id: string; log_level?: string; event_type?: string };
    const kind = message.event_type === undefined ? 'post-call' : `follow-up ${message.event_type}`;
    const expected = createHmac('sha256', secret).update(body).digest('hex');
    return {
      call: message.call_id,
      kind: message.log_level === undefined ? kind : 'mid-call',
      signed: headers['x-webhook-signature'] === expected,
    };
  }

  function fromTwilio({ body, headers, url }: Received): Noted {
    const fields = Object.fromEntries(new URLSearchParams(body));
    const signature = String(headers['x-twilio-signature']);
    return {
      call: fields.CallSid ?? '',
      kind: twilioKind(fields),
      signed: validateRequest(firstAccount.authToken, signature, `http://${headers.host}${url}`, fields),
    };
  }

  return {
    url: `${url}/hook`,
    journal,
    received,
    of: (call: string) => journal.filter((each) => each.call === call),
  };
}

const events: Readonly<Record<string, string>> = {
  initiated: 'initiated',
  ringing: 'ringing',
  'in-progress': 'answered',
};

function twilioKind(fields: Record<string, string>): string {
  if (fields.RecordingStatus !== undefined) return `recording ${fields.RecordingStatus}`;
  if (fields.CallbackSource === undefined) return fields.AnsweredBy === undefined ? 'twiml' : 'amd';
  return `status ${events[fields.CallStatus ?? ''] ?? 'completed'}`;
}

/** How often each occurs. */
export function tally(things: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const each of things.toSorted()) counted[each] = (counted[each] ?? 0) + 1;
  return counted;
}
