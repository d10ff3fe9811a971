/**
 * A telephone provider, behind one small interface: what is different about each stays in its folder. Nothing here
 * stores anything, and nothing knows tenants.
 */
import type { Fact } from '../../core/calls/facts.ts';

export type ProviderName = 'bland' | 'twilio';

/** A request as it arrived, before anything of it is believed. */
export interface Arrived {
  readonly method: string;
  /** Every address under which the provider may have known us, complete; the most likely first. */
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export type Verdict = { readonly good: true } | { readonly good: false; readonly why: string };

/** What one webhook says about one call. */
export interface Understood {
  readonly providerCallId: string;
  readonly facts: readonly Fact[];
}

export interface Webhooks<Route extends string = string> {
  readonly provider: ProviderName;
  /** In constant time; several secrets are good while they are changed. */
  verify(arrived: Arrived, secrets: readonly string[]): Verdict;
  /** What makes this receipt the same as another one of its route and connection. Undefined: it cannot be understood. */
  keyOf(
    route: Route,
    body: Buffer,
    contentType: string | undefined,
    query: URLSearchParams,
  ): string | undefined;
  /** Throws where the body is not what this provider sends. Unknown fields are passed over, unknown kinds become `other`. */
  interpret(
    route: Route,
    body: Buffer,
    contentType: string | undefined,
    query: URLSearchParams,
  ): readonly Understood[];
}

export interface PlaceCall {
  readonly from: string;
  readonly to: string;
  /** Ours, carried along so that even a lost answer finds home. */
  readonly callId: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** What the agent has to do; where the provider runs the agent. */
  readonly task?: string;
  readonly webhookUrl: string;
}

/** One account at a provider. */
export interface Account {
  /** As told when asked; undefined where the provider knows no such call. Facts are of source `reconciliation`. */
  call(providerCallId: string, signal: AbortSignal): Promise<Understood | undefined>;
  /** The calls since then, newest first, as few requests as it takes. */
  recentCalls(since: Date, signal: AbortSignal): AsyncIterable<Understood>;
  place(call: PlaceCall, signal: AbortSignal): Promise<{ providerCallId: string }>;
  /** Resolves when the provider has taken it; the call ends when its webhooks say so. */
  hangUp(providerCallId: string, signal: AbortSignal): Promise<void>;
}
