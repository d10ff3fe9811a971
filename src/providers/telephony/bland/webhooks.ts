/** Bland's webhooks: all of them come to one address. */
import { hash } from 'node:crypto';
import type { Webhooks } from '../telephony.ts';
import { interpret } from './interpret.ts';
import { messageOf, readJson } from './message.ts';
import { verify } from './signature.ts';

export const blandWebhooks: Webhooks = {
  provider: 'bland',
  verify,
  /** Nothing of Bland's own tells two messages apart but what is in them. */
  keyOf({ body }) {
    const json = readJson(body);
    if (json === undefined) return undefined;
    const message = messageOf(json.value);
    const callId = 'callId' in message ? message.callId : '';
    return `${callId} ${message.is} ${hash('sha256', body, 'base64url')}`;
  },
  interpret,
};
