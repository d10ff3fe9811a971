/**
 * The way out to addresses that tenants set, and the only one. Nothing goes to a network that is not public, however
 * its address is written and whatever a name server says; no redirect is followed, no proxy of the environment is
 * used, and neither time nor memory is the other side's to spend.
 */
import { Agent } from 'undici';
import { createConnector, permittedAddresses } from './http/connect.ts';
import { failureOf } from './http/failures.ts';
import { type Names, openNames } from './http/names.ts';
import { createRules, type RulesConfig } from './http/rules.ts';

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Whether there was more than is kept of a body. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

export interface Outbound {
  /** For when an address is set: resolves where it may be, and says in a ValidationError what is wrong where not. */
  check(url: string): Promise<void>;
  /**
   * Resolves with whatever was answered, redirects and errors too. Fails with a ValidationError where the address is
   * not allowed, and with an ExternalApiError where no answer came. Nothing is tried again.
   */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  close(): Promise<void>;
}

export interface OutboundLimits {
  readonly connectMs: number;
  /** Until the answer begins, and between its parts. */
  readonly silenceMs: number;
  /** For all of it. */
  readonly totalMs: number;
  /** What is kept of a body. */
  readonly bodyBytes: number;
}

const usualLimits: OutboundLimits = {
  connectMs: 5_000,
  silenceMs: 10_000,
  totalMs: 20_000,
  bodyBytes: 64 * 1024,
};

interface Options {
  readonly names?: Names;
  readonly limits?: Partial<OutboundLimits>;
}

export function openOutbound(
  config: RulesConfig,
  { names = openNames(), ...options }: Options = {},
): Outbound {
  const limits = { ...usualLimits, ...options.limits };
  const rules = createRules(config);
  const agent = new Agent({
    connect: createConnector(rules, names, limits.connectMs),
    headersTimeout: limits.silenceMs,
    bodyTimeout: limits.silenceMs,
    // However long the other side would keep it.
    keepAliveMaxTimeout: 10_000,
    allowH2: false,
  });

  return {
    async check(url) {
      const { hostname, protocol, port } = rules.read(url);
      await permittedAddresses(hostname.replace(/^\[|\]$/g, ''), rules.ruleFor(protocol, port), names);
    },
    async request({ method, url, headers = {}, body, signal }) {
      const started = performance.now();
      const { origin, pathname, search } = rules.read(url);
      const over = AbortSignal.timeout(limits.totalMs);
      try {
        const answer = await agent.request({
          origin,
          path: `${pathname}${search}`,
          method,
          headers,
          body: body ?? null,
          signal: signal === undefined ? over : AbortSignal.any([signal, over]),
        });
        const kept = await beginningOf(answer.body, limits.bodyBytes);
        const durationMs = Math.round(performance.now() - started);
        return { status: answer.statusCode, headers: answer.headers, ...kept, durationMs };
      } catch (error) {
        throw failureOf(error);
      }
    },
    async close() {
      names.close();
      await agent.destroy();
    },
  };
}

/** The rest is not even read: the connection ends. */
async function beginningOf(stream: AsyncIterable<Buffer>, most: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, most), truncated: size > most };
}
