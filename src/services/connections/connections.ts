/** Connections as the other parts know them: one account at one provider, the platform's or one tenant's. */
import type { Account, Credentials, ProviderName, Signing } from '../../providers/telephony/telephony.ts';

/** One that is open to be used: what arrives over it can be verified. */
export interface OpenConnection {
  readonly id: string;
  /** The tenant whose it is; the platform's own tenant for those that many share. */
  readonly ownerId: string;
  readonly provider: ProviderName;
  /** Leads to a pretended provider: its calls cost nothing and are marked. */
  readonly simulated: boolean;
  /** A disabled one still takes what arrives, and places nothing. */
  readonly status: 'active' | 'disabled';
  readonly signing: Signing;
  /** Where its provider finds us, without the route at its end: `https://…/hooks/twilio/conn_…`. */
  readonly hooksUrl: string;
}

export interface OpenConnections {
  /** Undefined where there is none. No promise, and no question to the database, where it is remembered. */
  byId(connectionId: string): OpenConnection | undefined | Promise<OpenConnection | undefined>;
  /** Every one there is, for sweeps. */
  all(): AsyncIterable<OpenConnection>;
  /** Something that verified has arrived. Noted at most once a minute, later, and never waited for. */
  seen(connectionId: string): void;
  /**
   * The account at its provider. Fails with NotFoundError where there is no such connection; where it is disabled, all
   * that the account refuses is to place calls.
   */
  accountOf(connectionId: string): Promise<Account>;
}

/** A connection with all that it takes to reach its account. */
export interface ReachableConnection {
  readonly id: string;
  readonly simulated: boolean;
  /** Where the provider is; undefined where it is the real one. */
  readonly baseUrl: string | undefined;
  readonly credentials: Credentials;
}

export type AccountFor = (connection: ReachableConnection) => Account;

/** The addresses to configure at the provider, by what they are for. */
export type HookAddresses = (
  connection: Pick<OpenConnection, 'provider' | 'hooksUrl'>,
) => Readonly<Record<string, string>>;
