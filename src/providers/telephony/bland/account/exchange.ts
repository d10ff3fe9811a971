/**
 * One question to Bland's API and what came of it. The key goes to Bland alone: no redirect is followed and no proxy
 * of the environment is used. Neither it nor anything that Bland answered is in an error.
 */
import { Agent, type Dispatcher } from 'undici';
import type { Body } from '../message.ts';
import { isBody } from '../message.ts';

export interface Question {
  readonly method: 'GET' | 'POST';
  /** From the root of the API, with its query. */
  readonly path: string;
  readonly body?: object;
}

/** What of it is known. */
export type Exchange =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly retryAfter: unknown;
      /** Undefined where it is no JSON object. */
      readonly body: Body | undefined;
    }
  /** The question may have arrived: an answer did not, or not whole. `code`: what the network says. */
  | { readonly outcome: 'no answer'; readonly code: string }
  | { readonly outcome: 'not sent'; readonly code: string };

export type Exchanging = (question: Question, signal: AbortSignal) => Promise<Exchange>;

export interface Limits {
  /** For a question and its whole answer. */
  readonly answerMs: number;
  /** Of an answer: a page of calls is the largest one. */
  readonly answerBytes: number;
}

const usualLimits: Limits = { answerMs: 20_000, answerBytes: 32 * 1024 * 1024 };
const connectMs = 5_000;

export function openConnections(): Agent {
  return new Agent({ connect: { timeout: connectMs }, allowH2: false });
}

interface Parts {
  readonly dispatcher: Dispatcher;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly limits?: Partial<Limits> | undefined;
}

export function createExchange({ dispatcher, baseUrl, apiKey, limits }: Parts): Exchanging {
  const { answerMs, answerBytes } = { ...usualLimits, ...limits };
  const { origin, pathname } = new URL(baseUrl);
  const root = pathname.replace(/\/+$/, '');

  return async ({ method, path, body }, signal) => {
    try {
      const answer = await dispatcher.request({
        origin,
        path: `${root}${path}`,
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
        headersTimeout: answerMs,
        bodyTimeout: answerMs,
      });
      const bytes = await wholeOf(answer.body, answerBytes);
      return {
        outcome: 'answered',
        status: answer.statusCode,
        retryAfter: answer.headers['retry-after'],
        body: readBody(bytes),
      };
    } catch (error) {
      const code = codeOf(error);
      return { outcome: neverSent.test(code) ? 'not sent' : 'no answer', code };
    }
  };
}

/** Undefined where it is larger; the rest is not even read. */
async function wholeOf(stream: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) throw Object.assign(new Error('too large'), { code: 'ANSWER_TOO_LARGE' });
  }
  return Buffer.concat(chunks);
}

function readBody(bytes: Buffer): Body | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isBody(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** It did not get as far as a request. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG)$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

/** A name of Node's or of undici's, and nothing that was sent or answered. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  const found = typeof code === 'string' ? code : String(name);
  return /^\w{1,60}$/.test(found) ? found : 'unknown';
}
