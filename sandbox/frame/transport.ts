/**
 * One HTTP request as a vendor's machine makes it: the address is sent as it was given, letter for letter (a
 * signature hangs on it), connections are kept, redirects are not followed, and each way to fail has its name.
 */
import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Headers } from './journal.ts';

export interface Patience {
  readonly connectMs: number;
  /** From sending to the first byte of the answer. */
  readonly responseMs: number;
  /** For all of it. */
  readonly totalMs: number;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly patience: Patience;
}

export interface Answered {
  readonly answered: true;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly durationMs: number;
}

/**
 * connect: no connection, neither name nor port nor TLS; timeout: no whole answer in time; cut: the connection ended
 * early; lost: it never left; too-large: more answer than anybody wants.
 */
export type Failure = 'connect' | 'timeout' | 'cut' | 'lost' | 'too-large';

export interface Unanswered {
  readonly answered: false;
  readonly failure: Failure;
  readonly message: string;
  readonly durationMs: number;
}

export type WireResult = Answered | Unanswered;

/** Stops in the middle of the request: `cut` ends the connection there, `hang` holds it until patience ends. */
export type Halt = 'cut' | 'hang';

const largestAnswer = 16 * 1024 * 1024;

export interface Transport {
  request(request: WireRequest, halt?: Halt): Promise<WireResult>;
  close(): void;
}

export function createTransport(): Transport {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, scheduling: 'lifo' }),
    'https:': new https.Agent({ keepAlive: true, scheduling: 'lifo' }),
  };
  const closing = new AbortController();
  // One listener for each request under way is what it is for.
  setMaxListeners(0, closing.signal);

  async function request(wire: WireRequest, halt?: Halt): Promise<WireResult> {
    const started = performance.now();
    const took = () => Math.round((performance.now() - started) * 10) / 10;
    const target = parse(wire.url);
    if (target === undefined) {
      return {
        answered: false,
        failure: 'connect',
        message: 'not an http or https address',
        durationMs: took(),
      };
    }
    try {
      const answer = await once(wire, target, halt);
      return { answered: true, ...answer, durationMs: took() };
    } catch (error) {
      const failed = asFailed(error);
      // The receiver closed a kept connection in the moment it was used: it has not seen this request.
      if (failed.stale && halt === undefined) return request(wire, halt);
      return { answered: false, failure: failed.failure, message: failed.message, durationMs: took() };
    }
  }

  function once(wire: WireRequest, target: ParsedAddress, halt: Halt | undefined) {
    const { promise, resolve, reject } = Promise.withResolvers<Omit<Answered, 'answered' | 'durationMs'>>();
    const { method, headers, body, patience } = wire;
    const { request: open } = target.protocol === 'https:' ? https : http;
    const outgoing = open({
      host: target.host,
      port: target.port,
      path: target.path,
      method,
      agent: agents[target.protocol],
      setHost: false,
      headers: {
        host: target.authority,
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      },
      signal: closing.signal,
    });
    let connected = false;
    let heard = false;
    const give = (failure: Failure, message: string, stale = false) => {
      reject(new Failed(failure, message, stale));
      outgoing.destroy();
    };
    const timers = [
      setTimeout(
        () => connected || give('connect', `no connection within ${patience.connectMs} ms`),
        patience.connectMs,
      ),
      setTimeout(() => give('timeout', `no whole answer within ${patience.totalMs} ms`), patience.totalMs),
    ];
    const onConnected = () => {
      connected = true;
      timers.push(
        setTimeout(
          () => heard || give('timeout', `no answer within ${patience.responseMs} ms`),
          patience.responseMs,
        ),
      );
      if (halt === 'cut') setImmediate(() => give('cut', 'cut by a fault in the middle of the request'));
    };
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) onConnected();
      else socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const stale = outgoing.reusedSocket && !heard && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
      give(connected ? 'cut' : 'connect', error.message || (error.code ?? 'unknown'), stale);
    });
    outgoing.on('response', (response) => {
      heard = true;
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > largestAnswer) give('too-large', `an answer of more than ${largestAnswer} bytes`);
        else chunks.push(chunk);
      });
      response.on('error', () => undefined);
      response.on('close', () => response.complete || give('cut', 'the answer ended early'));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    if (halt === undefined) outgoing.end(body);
    // The length says more than is sent, so that the receiver waits for the rest.
    else if (body !== undefined && body.length > 1) outgoing.write(body.subarray(0, body.length >> 1));
    return promise.finally(() => {
      for (const timer of timers) clearTimeout(timer);
    });
  }

  return {
    request,
    close() {
      closing.abort();
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

class Failed extends Error {
  readonly failure: Failure;
  readonly stale: boolean;
  constructor(failure: Failure, message: string, stale: boolean) {
    super(message);
    this.failure = failure;
    this.stale = stale;
  }
}

function asFailed(error: unknown): Failed {
  return error instanceof Failed ? error : new Failed('connect', (error as Error).message, false);
}

interface ParsedAddress {
  protocol: 'http:' | 'https:';
  host: string;
  port: number | undefined;
  /** Host and port as they were written. */
  authority: string;
  path: string;
}

function parse(address: string): ParsedAddress | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  const [, authority = '', rest = ''] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(address) ?? [];
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? undefined : Number(port),
    authority: authority.slice(authority.lastIndexOf('@') + 1),
    path: rest.startsWith('/') ? rest : `/${rest}`,
  };
}
