/** The one way out: every webhook and every fetch of a vendor goes through here, into the journal, past the faults. */
import type { Sandbox } from './index.ts';
import type { JournalEntry } from './journal.ts';
import type { Patience, Transport, WireRequest, WireResult } from './transport.ts';

export interface OutgoingRequest {
  readonly vendor: string;
  /** What kind of request it is, for faults and for the journal: `post-call`, `status-callback`. */
  readonly kind: string;
  /** What it is about: a call's or a message's id. */
  readonly subject?: string | undefined;
  /** From 1. */
  readonly attempt?: number | undefined;
  /** What tells it from others of its kind and subject, where there are any. */
  readonly key?: string | undefined;
  readonly method?: string | undefined;
  /** Sent letter for letter, but for the fragment. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
  /** The header that the fault `bad-signature` spoils. */
  readonly signatureHeader?: string | undefined;
  readonly patience?: Partial<Patience> | undefined;
}

export type OutgoingResult = WireResult & { readonly entry: JournalEntry };

export type Send = (request: OutgoingRequest) => Promise<OutgoingResult>;

const usualPatience: Patience = { connectMs: 5_000, responseMs: 15_000, totalMs: 15_000 };

type Parts = Pick<Sandbox, 'journal' | 'faults' | 'pause'> & { transport: Transport };

export function createSend({ transport, journal, faults, pause }: Parts): Send {
  return async function send(request) {
    const { vendor, kind, subject, attempt = 1, key = '' } = request;
    const wire = wireRequest(request);
    const fault = faults.strike({
      vendor,
      direction: 'out',
      route: kind,
      subject,
      key: [kind, subject ?? request.url, key, attempt].join(' '),
    });

    const write = (sent: WireRequest, result: WireResult) =>
      journal.add({
        direction: 'out',
        vendor,
        route: kind,
        method: sent.method,
        url: sent.url,
        subject,
        attempt,
        requestHeaders: sent.headers,
        requestBody: sent.body,
        ...(result.answered
          ? { status: result.status, responseHeaders: result.headers, responseBody: result.body }
          : { failure: `${result.failure}: ${result.message}` }),
        fault: fault?.kind,
        durationMs: result.durationMs,
      });
    const deliver = async (sent: WireRequest, halt?: 'cut' | 'hang') => {
      const result = await transport.request(sent, halt);
      return { ...result, entry: write(sent, result) };
    };
    const pretend = (result: WireResult) => ({ ...result, entry: write(wire, result) });
    const proxy = (status: number, headers: Record<string, string> = {}) =>
      pretend({
        answered: true,
        status,
        headers,
        body: Buffer.from('put in by the sandbox'),
        durationMs: 0,
      });

    switch (fault?.kind) {
      case undefined:
        return deliver(wire);
      // Something between the two answers; the receiver never sees the request.
      case 'status':
        return proxy(fault.status ?? 503);
      case 'rate-limit':
        return proxy(429, { 'retry-after': String(fault.retryAfterSec ?? 1) });
      case 'lost':
        return pretend({ answered: false, failure: 'lost', message: 'never sent', durationMs: 0 });
      case 'delay':
        await pause(fault.delayMs ?? 1_000);
        return deliver(wire);
      case 'hang':
      case 'cut':
        return deliver(wire, fault.kind);
      case 'duplicate':
        await deliver(wire);
        return deliver(wire);
      case 'bad-signature':
        return deliver(spoiled(wire, request.signatureHeader));
      case 'answer-lost': {
        const { durationMs } = await transport.request(wire);
        return pretend({ answered: false, failure: 'cut', message: 'received, answer lost', durationMs });
      }
    }
  };
}

function wireRequest({ method = 'POST', url, headers = {}, body, patience }: OutgoingRequest): WireRequest {
  return {
    method,
    url,
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    patience: { ...usualPatience, ...patience },
  };
}

/** One letter is another one, so that it still looks like a signature. */
function spoiled(wire: WireRequest, header: string | undefined): WireRequest {
  const value = header === undefined ? undefined : wire.headers[header];
  if (header === undefined || value === undefined) return wire;
  const first = value.startsWith('a') ? 'b' : 'a';
  return { ...wire, headers: { ...wire.headers, [header]: first + value.slice(1) } };
}
