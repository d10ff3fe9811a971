/**
 * A telephone provider, behind one small interface: what is different about each stays in its folder. Nothing here
 * stores anything, and nothing knows tenants.
 */
import type { Fact } from '../../core/calls/facts.ts';

export type ProviderName = 'bland' | 'twilio';

/** A request as it arrived, before anything of it is believed. */
export interface Arrived {
  /** Every address under which the provider may have known us, complete; the most likely first. */
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** How the requests of one account are known. */
export interface Signing {
  /** Which each of its requests must carry, where the provider sends it. */
  readonly accountId?: string;
  /** Several are good while they are changed. */
  readonly secrets: readonly string[];
}

export type Verdict =
  | {
      readonly good: true;
      /** What the signature is over; this is what is kept and read. */
      readonly bytes: Buffer;
    }
  | { readonly good: false; readonly why: 'no signature' | 'wrong signature' | 'another account' };

/** A request whose signature is good. */
export interface Message {
  /** The last part of the hook's address: `voice`, `status`… */
  readonly route: string;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly query: URLSearchParams;
}

/** What one message says about one call. */
export interface Understood {
  readonly providerCallId: string;
  readonly facts: readonly Fact[];
}

export interface Webhooks {
  readonly provider: ProviderName;
  /** In constant time. */
  verify(arrived: Arrived, signing: Signing): Verdict;
  /**
   * What makes this message the same as another one of its route and connection. Undefined where it cannot even be
   * decoded; one that can, and is of no shape that is known, is known by its bytes.
   */
  keyOf(message: Message): string | undefined;
  /**
   * Throws, with a sentence for an administrator, where this is nothing that the provider sends. Unknown fields are
   * passed over, unknown kinds of message become a fact of their own.
   */
  interpret(message: Message): readonly Understood[];
}

/** What opens an account at a provider. */
export type Credentials =
  | { readonly provider: 'bland'; readonly apiKey: string; readonly encryptedKey?: string | undefined }
  | {
      readonly provider: 'twilio';
      readonly accountSid: string;
      readonly authToken: string;
      /** Instead of the auth token, for what is asked of the provider. */
      readonly apiKey?: { readonly sid: string; readonly secret: string } | undefined;
    };

export interface PlaceCall {
  readonly from: string;
  readonly to: string;
  /** Ours; it travels along, so that even a lost answer finds home. */
  readonly callId: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** What the agent has to do, where the provider runs the agent. */
  readonly task?: string;
  /** Whether the provider records it, which those who talk have to know of. */
  readonly record?: boolean;
  /** After so long the provider ends it; its own limit where nothing is said. */
  readonly maxMinutes?: number;
  /** Where the provider finds our hooks for this connection, without the route at its end. */
  readonly hooksUrl: string;
}

/** What the provider says of the account as a whole. */
export interface AccountProfile {
  readonly name?: string;
  readonly status?: string;
  readonly balance?: { readonly amount: string; readonly currency?: string };
}

/** One account at a provider. Each method fails with ExternalApiError or Unavailable where the provider does. */
export interface Account {
  profile(signal: AbortSignal): Promise<AccountProfile>;
  /** As told when asked; undefined where the provider knows no such call. Facts are of source `reconciliation`. */
  call(providerCallId: string, signal: AbortSignal): Promise<Understood | undefined>;
  /** The calls since then, the newest first, in as few requests as it takes. */
  recentCalls(since: Date, signal: AbortSignal): AsyncIterable<Understood>;
  /** Fails with the code `OUTCOME_UNKNOWN` where the answer was lost and no such call is found. */
  place(call: PlaceCall, signal: AbortSignal): Promise<{ readonly providerCallId: string }>;
  /**
   * One that was ordered since then and whose answer was lost; undefined where there is none by now, or nobody can tell
   * it from others.
   */
  find(
    call: PlaceCall,
    since: Date,
    signal: AbortSignal,
  ): Promise<{ readonly providerCallId: string } | undefined>;
  /** Resolves when the provider has taken it; the call has ended when its webhooks say so. */
  hangUp(providerCallId: string, signal: AbortSignal): Promise<void>;
}
