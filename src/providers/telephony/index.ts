/** The telephone providers: what they send, and the accounts at them. */
import type { openOutbound } from '../http.ts';
import { openBlandAccounts } from './bland/accounts.ts';
import { blandWebhooks } from './bland/webhooks.ts';
import type { Account, Credentials, ProviderName, Webhooks } from './telephony.ts';
import { openTwilioAccounts } from './twilio/accounts.ts';
import { addressesFor } from './twilio/addresses.ts';
import {
  busyTwiml,
  fallbackTwiml,
  greetingTwiml,
  hangUpTwiml,
  refusalTwiml,
  twimlType,
} from './twilio/twiml.ts';
import { twilioWebhooks } from './twilio/webhooks.ts';

const blandUrl = 'https://api.bland.ai';
const twilioUrl = 'https://api.twilio.com';

export interface Telephony {
  readonly webhooks: Readonly<Record<ProviderName, Webhooks>>;
  /** `baseUrl`: where a pretended provider is. */
  accountFor(connection: {
    readonly baseUrl: string | undefined;
    readonly credentials: Credentials;
  }): Account;
  /** What is to be configured at the provider, by what it is for. */
  hookAddresses(connection: {
    readonly provider: ProviderName;
    readonly hooksUrl: string;
  }): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What Twilio's callers hear. */
export const callerHears = {
  type: twimlType,
  greeting: greetingTwiml,
  refusal: refusalTwiml,
  busy: busyTwiml,
  hangUp: hangUpTwiml,
  fallback: fallbackTwiml,
} as const;

export function openTelephony(config: Parameters<typeof openOutbound>[0]): Telephony {
  const bland = openBlandAccounts({ ...config, BLAND_BASE_URL: blandUrl });
  const twilio = openTwilioAccounts({ ...config, TWILIO_BASE_URL: twilioUrl });
  return {
    webhooks: { bland: blandWebhooks, twilio: twilioWebhooks },
    accountFor: ({ baseUrl, credentials }) =>
      credentials.provider === 'bland'
        ? bland.account(credentials, baseUrl)
        : twilio.account(credentials, baseUrl),
    hookAddresses: ({ provider, hooksUrl }) =>
      provider === 'bland' ? { webhook: hooksUrl } : addressesFor(hooksUrl),
    async close() {
      await Promise.all([bland.close(), twilio.close()]);
    },
  };
}
