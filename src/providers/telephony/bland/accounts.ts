/** The way to accounts at Bland: one for the process, whatever the number of accounts. */
import { type OutboundLimits, openOutbound } from '../../http.ts';
import type { Account } from '../telephony.ts';
import { createBlandAccount } from './account/index.ts';

export interface BlandConfig extends Readonly<Parameters<typeof openOutbound>[0]> {
  /** https://api.bland.ai, or what stands for it. */
  readonly BLAND_BASE_URL: string;
}

export interface BlandAccounts {
  /** `elsewhere`: where what stands for Bland is, for this account alone. */
  account(credentials: { readonly apiKey: string }, elsewhere?: string): Account;
  close(): Promise<void>;
}

interface Options {
  readonly limits?: Partial<OutboundLimits>;
  readonly lookAfterMs?: readonly number[];
  readonly pageSize?: number;
}

/** A call that was talked through for hours, with the log of its pathway, or a page of calls with theirs. */
const usualLimits: Partial<OutboundLimits> = { bodyBytes: 32 * 1024 * 1024 };
/** A call whose answer was lost may be in the list a little later. */
const usualLooksMs = [0, 1_000, 3_000];
/** Bland gives a thousand if not told otherwise; each may hold the log of its pathway. */
const usualPageSize = 500;

export function openBlandAccounts(config: BlandConfig, options: Options = {}): BlandAccounts {
  const outbound = openOutbound(config, { limits: { ...usualLimits, ...options.limits } });
  const { lookAfterMs = usualLooksMs, pageSize = usualPageSize } = options;
  return {
    account({ apiKey }, elsewhere = config.BLAND_BASE_URL) {
      const baseUrl = elsewhere.replace(/\/+$/, '');
      return createBlandAccount({ outbound, baseUrl, apiKey, lookAfterMs, pageSize });
    },
    close: outbound.close,
  };
}
