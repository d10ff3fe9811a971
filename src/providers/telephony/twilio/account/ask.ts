/**
 * Asks Twilio's API. Its errors repeat numbers and addresses, and a request carries the account's secret: nothing of
 * either gets into an error of ours but a status and the number of Twilio's own error.
 */
import { ExternalApiError, TrunklineError, Unavailable } from '../../../../core/errors.ts';
import type { Outbound, OutboundAnswer } from '../../../http.ts';
import { retryAfterMs } from '../../../retry-after.ts';

export interface Question {
  readonly method: 'GET' | 'POST';
  /** From the API's version on: `/2010-04-01/Accounts/…`. */
  readonly path: string;
  readonly form?: URLSearchParams;
  readonly signal: AbortSignal;
}

export type Reply =
  | {
      readonly ok: true;
      readonly body: unknown;
      /** What time it is at Twilio. */
      readonly date: Date | undefined;
    }
  /** Twilio understood, and says no. */
  | { readonly ok: false; readonly status: number; readonly code: number | undefined };

export type Ask = (question: Question) => Promise<Reply>;

/** What was asked for may have been done, or not. */
export const outcomeUnknown = 'OUTCOME_UNKNOWN';

interface Options {
  readonly outbound: Pick<Outbound, 'request'>;
  readonly baseUrl: string;
  /** An account's sid and its auth token, or an API key's sid and its secret. */
  readonly user: string;
  readonly password: string;
}

/** Resolves where Twilio answers yes or no; fails where it does neither. */
export function createAsk({ outbound, baseUrl, user, password }: Options): Ask {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  return async ({ method, path, form, signal }) => {
    let answer: OutboundAnswer;
    try {
      answer = await outbound.request({
        method,
        url: `${baseUrl}${path}`,
        headers: {
          accept: 'application/json',
          authorization,
          ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(form !== undefined && { body: form.toString() }),
        signal,
      });
    } catch (error) {
      throw unreachable(error, { changes: method === 'POST', signal });
    }
    return replyOf(answer, method === 'POST');
  };
}

function replyOf({ status, headers, body, truncated }: OutboundAnswer, changes: boolean): Reply {
  if (status === 401) {
    const message = "Twilio does not accept this connection's credentials. Set them anew.";
    throw new ExternalApiError(message, { code: 'PROVIDER_KEY_REFUSED', retryable: false });
  }
  // Whatever stood between us and Twilio may say so after it was done.
  if (status === 429 || (status === 503 && !changes)) throw busy(headers['retry-after']);
  if (status >= 400 && status < 500) return { ok: false, status, code: codeIn(body) };
  const json = status < 300 && !truncated ? parsed(body) : undefined;
  if (status >= 200 && status < 300 && json !== undefined) {
    const date = new Date(String(headers.date));
    return { ok: true, body: json, date: Number.isNaN(date.getTime()) ? undefined : date };
  }
  const what = status < 300 ? 'something that cannot be read' : `with status ${status}`;
  throw new ExternalApiError(`Twilio answered ${what}.`, changes ? { code: outcomeUnknown } : {});
}

const longestWaitSec = 3_600;

function busy(header: unknown): Unavailable {
  const ms = retryAfterMs(header);
  const retryAfterSec = ms === undefined ? 10 : Math.min(Math.max(Math.ceil(ms / 1000), 1), longestWaitSec);
  return new Unavailable(`Twilio takes no requests now. Try again in ${retryAfterSec} seconds.`, {
    retryAfterSec,
  });
}

/** For where no is no answer that anybody foresaw. */
export function refusal({ status, code }: Reply & { ok: false }): ExternalApiError {
  const which = code === undefined ? '' : `: error ${code}, see https://www.twilio.com/docs/errors/${code}`;
  return new ExternalApiError(`Twilio refused this with status ${status}${which}.`, {
    code: 'PROVIDER_REFUSED',
    retryable: false,
  });
}

/** None of these got as far as a request. */
const unsent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEOUT|ESERVFAIL|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

function unreachable(error: unknown, { changes, signal }: { changes: boolean; signal: AbortSignal }) {
  const { cause } = error as { cause?: { code?: unknown } };
  const known = error instanceof TrunklineError ? error : undefined;
  const isOpen = changes && known?.code !== 'ADDRESS_NOT_ALLOWED' && !unsent.test(String(cause?.code));
  const why = signal.aborted ? 'Nobody waited for its answer any longer.' : (known?.message ?? '');
  return new ExternalApiError(`Twilio cannot be reached. ${why}`.trim(), {
    retryable: known?.retryable ?? true,
    cause: error,
    ...(isOpen && { code: outcomeUnknown }),
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function codeIn(body: Buffer): number | undefined {
  const { code } = (parsed(body) ?? {}) as { code?: unknown };
  return typeof code === 'number' && Number.isSafeInteger(code) && code > 0 && code < 1e6 ? code : undefined;
}
