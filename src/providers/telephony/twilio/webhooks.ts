import type { Webhooks } from '../telephony.ts';
import { interpret } from './webhooks/interpret.ts';
import { keyOf } from './webhooks/keys.ts';
import { verify } from './webhooks/verify.ts';

export const twilioWebhooks: Webhooks = { provider: 'twilio', verify, keyOf, interpret };
