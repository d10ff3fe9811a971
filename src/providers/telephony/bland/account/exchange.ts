/**
 * One question to Bland's API and what came of it. Neither the key nor anything that Bland answered gets into an
 * error: of a failure nothing is kept but the name that Node or the client has for it.
 */
import { TrunklineError } from '../../../../core/errors.ts';
import type { Outbound } from '../../../http.ts';
import { type Body, isBody } from '../message.ts';

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
      /** Undefined where it is no JSON object, or none that is whole: what is too large is cut. */
      readonly body: Body | undefined;
    }
  /** The question may have arrived: an answer did not, or not whole. */
  | { readonly outcome: 'no answer'; readonly code: string }
  | { readonly outcome: 'not sent'; readonly code: string };

export type Exchanging = (question: Question, signal: AbortSignal) => Promise<Exchange>;

interface Parts {
  readonly outbound: Pick<Outbound, 'request'>;
  readonly baseUrl: string;
  readonly apiKey: string;
}

export function createExchange({ outbound, baseUrl, apiKey }: Parts): Exchanging {
  return async ({ method, path, body }, signal) => {
    try {
      const answer = await outbound.request({
        method,
        url: `${baseUrl}${path}`,
        headers: {
          authorization: `Bearer ${apiKey}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal,
      });
      return {
        outcome: 'answered',
        status: answer.status,
        retryAfter: answer.headers['retry-after'],
        body: readBody(answer.body),
      };
    } catch (error) {
      const code = codeOf(error);
      return { outcome: neverSent.test(code) ? 'not sent' : 'no answer', code };
    }
  };
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
  /^(ADDRESS_NOT_ALLOWED|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEOUT|ESERVFAIL|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG)$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

/** Of the failure inside of ours, where there is one. */
function codeOf(error: unknown): string {
  const inner = error instanceof TrunklineError ? (error.cause ?? error) : error;
  const { code, name } = inner as { code?: unknown; name?: unknown };
  const found = typeof code === 'string' ? code : String(name);
  return /^\w{1,60}$/.test(found) ? found : 'unknown';
}
