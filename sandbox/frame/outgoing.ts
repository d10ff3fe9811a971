/** The one way out: every webhook and every fetch of a vendor goes through here, into the journal, past the faults. */
import { type FaultRule, usualDelayMs } from './faults.ts';
import type { Sandbox } from './index.ts';
import type { JournalEntry } from './journal.ts';
import type { Patience, Transport, WireRequest, WireResult } from './transport.ts';

export interface OutgoingRequest {
  readonly vendor: string;
  /** What kind of request it is, for faults and for the journal: `post-call`, `status-callback`. */
  readonly kind: string;
  /** What it is about: a call's or a message's id. */
  readonly subject?: string | undefined;
  /** The call in the course of which it is sent, where the subject is another one. */
  readonly within?: string | undefined;
  /** From 1. */
  readonly attempt?: number | undefined;
  /** What tells it from others of its kind and subject, where there are any. */
  readonly key?: string | undefined;
  /** How often it was sent on by a redirect. */
  readonly hop?: number | undefined;
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
    const { vendor, kind, subject, within, attempt = 1, key = '', hop = 0 } = request;
    const wire = wireRequest(request);
    const fault = faults.strike({
      vendor,
      direction: 'out',
      route: kind,
      subject,
      within,
      attempt,
      key: [kind, subject ?? request.url, key, hop, attempt].join(' '),
    });

    const write = (sent: WireRequest, result: WireResult, arrived: boolean | undefined) =>
      journal.add({
        direction: 'out',
        vendor,
        route: kind,
        method: sent.method,
        url: sent.url,
        subject,
        within,
        key,
        attempt,
        requestHeaders: sent.headers,
        requestBody: sent.body,
        ...(result.answered
          ? { status: result.status, responseHeaders: result.headers, responseBody: result.body }
          : { failure: `${result.failure}: ${result.message}` }),
        fault: fault?.kind,
        faultRule: fault?.id,
        arrived,
        durationMs: result.durationMs,
      });
    const noted = (sent: WireRequest, result: WireResult, arrived = arrivedWith(result)) => ({
      ...result,
      entry: write(sent, result, arrived),
    });
    const deliver = async (sent: WireRequest) => noted(sent, await transport.request(sent));
    const proxy = (status: number, headers: Record<string, string> = {}) => {
      const body = Buffer.from('put in by the sandbox');
      return noted(wire, { answered: true, status, headers, body, durationMs: 0 }, false);
    };

    switch (fault?.kind) {
      case undefined:
        return deliver(wire);
      // Something between the two answers; the receiver never sees the request.
      case 'status':
        return proxy(fault.status ?? 503);
      case 'rate-limit':
        return proxy(429, { 'retry-after': String(fault.retryAfterSec ?? 1) });
      case 'lost':
        return noted(wire, { answered: false, failure: 'lost', message: 'never sent', durationMs: 0 }, false);
      case 'delay':
        await pause(fault.delayMs ?? usualDelayMs);
        return deliver(wire);
      case 'hang':
      case 'cut':
        return noted(wire, await transport.request(wire, fault.kind), false);
      case 'duplicate':
        for (let copy = 0; copy < (fault.copies ?? 1); copy += 1) await deliver(wire);
        return deliver(wire);
      case 'bad-signature':
        return deliver(spoiled(wire, request.signatureHeader));
      case 'answer-lost': {
        const result = await transport.request(wire);
        const lost = { answered: false, failure: 'cut', message: 'received, answer lost' } as const;
        return noted(wire, { ...lost, durationMs: result.durationMs }, arrivedWith(result));
      }
      case 'slow-answer': {
        const result = await transport.request(wire);
        return noted(wire, await heardLate(wire, result, fault), arrivedWith(result));
      }
    }
  };

  /** The answer is on its way for so long; who does not wait for it takes it that there was none. */
  async function heardLate(
    { patience }: WireRequest,
    result: WireResult,
    { delayMs = usualDelayMs }: FaultRule,
  ): Promise<WireResult> {
    if (!result.answered) return result;
    const waitsMs = Math.min(patience.responseMs, patience.totalMs);
    const durationMs = result.durationMs + delayMs;
    await pause(Math.max(Math.min(durationMs, waitsMs) - result.durationMs, 0));
    if (durationMs <= waitsMs) return { ...result, durationMs };
    const message = `no answer within ${waitsMs} ms`;
    return { answered: false, failure: 'timeout', message, durationMs: waitsMs };
  }
}

/** Who answered has it; who could not be reached has not; of everybody else nobody knows. */
function arrivedWith(result: WireResult): boolean | undefined {
  if (result.answered) return true;
  return result.failure === 'connect' ? false : undefined;
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
