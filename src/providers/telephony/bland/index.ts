/** Bland: it runs the voice agents, tells of their calls by webhooks, and is asked and told by REST. */
import type { Account, Webhooks } from '../telephony.ts';
import { openConnections } from './account/exchange.ts';
import { type BlandAccess, type BlandOptions, createBlandAccount } from './account/index.ts';
import { blandWebhooks } from './webhooks.ts';

export interface Bland {
  readonly webhooks: Webhooks;
  account(access: BlandAccess): Account;
  close(): Promise<void>;
}

/** Connections to Bland are shared by all accounts there. */
export function openBland(options: BlandOptions = {}): Bland {
  const dispatcher = openConnections();
  return {
    webhooks: blandWebhooks,
    account: (access) => createBlandAccount(dispatcher, access, options),
    close: () => dispatcher.destroy(),
  };
}
