/**
 * The one function that requests anything of a customer's server: signed, with the patience and the retries that the
 * address asks for, following redirects as a browser does.
 */
import type { OutgoingResult, Sandbox } from '../../frame/index.ts';
import { type Cause, type Overrides, overridesOf } from './overrides.ts';
import { type Form, onTheWire, requestUrl, sign } from './signature.ts';
import type { DocumentAnswer, Method } from './twiml/types.ts';

export interface Webhook {
  /** `twiml`, `status`, `recording`, … */
  readonly kind: string;
  /** The call it is about. */
  readonly subject: string;
  /** The call that dialled it, where it is a leg. */
  readonly within?: string | undefined;
  /** What tells it from others of its kind about this call. */
  readonly key: string;
  readonly url: string;
  readonly method: Method;
  readonly params: Form;
  readonly authToken: string;
}

export type RequestWebhook = (webhook: Webhook) => Promise<DocumentAnswer>;

const mostRedirects = 10;

export function createWebhooks({ send, random }: Pick<Sandbox, 'send' | 'random'>): RequestWebhook {
  return async function request(webhook) {
    const overrides = overridesOf(webhook.url);
    const until = performance.now() + overrides.totalMs;
    const token = random.stream('idempotency', webhook.kind, webhook.subject, webhook.key).uuid();
    let { url, method, params } = webhook;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      if (!isAddress(url)) return { ok: false, code: 11100, message: `${url} is no http address` };
      const result = await tryAll({ ...webhook, url, method, params, hop }, overrides, until, token);
      if (!result.answered) return failed(result);
      const location = redirectOf(result);
      if (location === undefined || !URL.canParse(location, url)) return answered(result, url);
      url = new URL(location, url).href;
      // As browsers do: the form is sent on only where the status says that the method stays.
      if (result.status !== 307 && result.status !== 308) [method, params] = ['GET', []];
    }
    return { ok: false, code: 11215, message: `more than ${mostRedirects} redirects` };
  };

  async function tryAll(
    webhook: Webhook & { hop: number },
    { connectMs, readMs, retries, retryOn }: Overrides,
    until: number,
    token: string,
  ): Promise<OutgoingResult> {
    for (let attempt = 1; ; attempt += 1) {
      const left = Math.max(Math.ceil(until - performance.now()), 1);
      const patience = {
        connectMs: Math.min(connectMs, left),
        responseMs: Math.min(readMs, left),
        totalMs: left,
      };
      const result = await send({ ...wire(webhook, token), attempt, patience });
      const cause = causeOf(result);
      const again = cause !== undefined && retryOn.has(cause) && attempt <= retries;
      if (!again || performance.now() >= until) return result;
    }
  }
}

function wire({ url, method, params, authToken, ...webhook }: Webhook & { hop: number }, token: string) {
  const fields = new URLSearchParams(params.map(([name, value]): [string, string] => [name, value]));
  const target = method === 'GET' ? withQuery(requestUrl(url), fields.toString()) : requestUrl(url);
  const { userInfo } = onTheWire(url);
  return {
    vendor: 'twilio',
    ...webhook,
    method,
    url: target,
    signatureHeader: 'x-twilio-signature',
    headers: {
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'i-twilio-idempotency-token': token,
      'x-twilio-signature': sign(authToken, target, method === 'GET' ? [] : params),
      ...(userInfo === '' ? {} : { authorization: `Basic ${credentials(userInfo)}` }),
      ...(method === 'GET' ? {} : { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
    },
    body: method === 'GET' ? undefined : fields.toString(),
  };
}

function withQuery(url: string, query: string): string {
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function credentials(userInfo: string): string {
  const [user = '', password = ''] = userInfo.split(/:(.*)/s).map(decoded);
  return Buffer.from(`${user}:${password}`).toString('base64');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isAddress(url: string): boolean {
  try {
    return onTheWire(url).scheme.startsWith('http');
  } catch {
    return false;
  }
}

/** Why it might be tried again. A request that was lost on its way is lost for good: nobody knows of it. */
function causeOf(result: OutgoingResult): Cause | undefined {
  if (!result.answered) {
    if (result.failure === 'connect') return 'ct';
    return result.failure === 'timeout' || result.failure === 'cut' ? 'rt' : undefined;
  }
  if (result.status >= 500) return '5xx';
  return result.status >= 400 ? '4xx' : undefined;
}

function redirectOf({ status, headers }: OutgoingResult & { answered: true }): string | undefined {
  const location = headers.location;
  return [301, 302, 303, 307, 308].includes(status) && typeof location === 'string' ? location : undefined;
}

function answered(
  { status, headers, body }: OutgoingResult & { answered: true },
  url: string,
): DocumentAnswer {
  return { ok: true, url, status, contentType: String(headers['content-type'] ?? ''), body };
}

function failed({ failure, message }: OutgoingResult & { answered: false }): DocumentAnswer {
  const code = (() => {
    if (failure === 'too-large') return 11750;
    if (failure !== 'connect') return 11205;
    if (/ENOTFOUND|EAI_AGAIN/.test(message)) return 11210;
    return /\b(?:TLS|SSL|certificate|CERT_|EPROTO)/i.test(message) ? 11220 : 11205;
  })();
  return { ok: false, code, message };
}
