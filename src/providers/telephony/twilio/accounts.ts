/** The way to accounts at Twilio: one for the process, whatever the number of accounts. */
import { type Outbound, type OutboundLimits, openOutbound } from '../../http.ts';
import type { Account } from '../telephony.ts';
import { type Credentials, createAccount } from './account.ts';

/** A thousand calls, as a page of a list has them, are less than 2 MB. */
const limits: Partial<OutboundLimits> = { bodyBytes: 8 * 1024 * 1024 };

type OutboundConfig = Parameters<typeof openOutbound>[0];

export interface TwilioConfig extends OutboundConfig {
  /** https://api.twilio.com, or what stands for it. */
  readonly TWILIO_BASE_URL: string;
}

export interface Accounts {
  /** `elsewhere`: where what stands for Twilio is, for this account alone. */
  account(credentials: Credentials, elsewhere?: string): Account;
  close(): Promise<void>;
}

interface Options {
  readonly limits?: Partial<OutboundLimits>;
  readonly lookAfterMs?: readonly number[];
}

export function openTwilioAccounts(config: TwilioConfig, options: Options = {}): Accounts {
  const outbound: Outbound = openOutbound(config, { limits: { ...limits, ...options.limits } });
  const { lookAfterMs = [500, 1_500, 3_000] } = options;
  return {
    account(credentials, elsewhere = config.TWILIO_BASE_URL) {
      const baseUrl = elsewhere.replace(/\/+$/, '');
      return createAccount({ outbound, baseUrl, lookAfterMs, ...credentials });
    },
    close: outbound.close,
  };
}
