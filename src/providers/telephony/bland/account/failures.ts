/** What Bland refused or did not do, in words for whoever asked, and without any of Bland's. */
import { ExternalApiError, type TrunklineError, Unavailable } from '../../../../core/errors.ts';
import { retryAfterMs } from '../../../retry-after.ts';
import { text } from '../fields.ts';
import { type Body, isBody } from '../message.ts';
import type { Exchange } from './exchange.ts';

/**
 * What was answered where it was done as asked; else undefined. Bland refuses in two ways, and with the older one in
 * answers whose status is good.
 */
export function goodAnswer(exchange: Exchange): Body | undefined {
  if (exchange.outcome !== 'answered' || exchange.status < 200 || exchange.status > 299) return undefined;
  const { status, errors } = exchange.body ?? {};
  const isRefusal = /error/i.test(text.parse(status) ?? '') || (Array.isArray(errors) && errors.length > 0);
  return isRefusal ? undefined : exchange.body;
}

export function isUnknownHere(exchange: Exchange): boolean {
  if (exchange.outcome !== 'answered') return false;
  const { status, body } = exchange;
  return status === 404 || (status < 500 && complaintsOf(body).some((each) => /not[ _]found/i.test(each)));
}

export function failureOf(exchange: Exchange, signal: AbortSignal): TrunklineError {
  if (exchange.outcome !== 'answered') return silence(exchange, signal);
  const { status, retryAfter } = exchange;
  switch (status) {
    case 401:
      return refused(
        'Bland does not accept the API key of this connection. Set it anew.',
        'PROVIDER_KEY_REFUSED',
      );
    case 402:
      return refused("The balance of this connection's account at Bland is used up.");
    case 429:
      return busy('Bland takes no more requests now.', retryAfter);
    case 503:
      return busy('Bland is not available now.', retryAfter);
  }
  if (status >= 500) return new ExternalApiError(`Bland failed (${status}).`);
  if (status >= 200 && status < 300 && exchange.body === undefined) {
    return new ExternalApiError('Bland answered something that cannot be read.');
  }
  const about = fieldsOf(exchange.body);
  const which = about.length > 0 ? ` Something is wrong with ${about.join(', ')}.` : '';
  return refused(`Bland refuses this request (${status}).${which}`);
}

function refused(message: string, code?: string): ExternalApiError {
  return new ExternalApiError(message, { retryable: false, ...(code !== undefined && { code }) });
}

const longestWaitSec = 3_600;

function busy(message: string, header: unknown): Unavailable {
  const ms = retryAfterMs(header);
  const retryAfterSec = ms === undefined ? 10 : Math.min(Math.max(Math.ceil(ms / 1000), 1), longestWaitSec);
  return new Unavailable(`${message} Try again in ${retryAfterSec} seconds.`, { retryAfterSec });
}

function silence(
  { outcome, code }: Exclude<Exchange, { outcome: 'answered' }>,
  signal: AbortSignal,
): TrunklineError {
  const late = /TIMEOUT|TimeoutError/i.test(code);
  if (signal.aborted && !late) return new Unavailable('This was broken off before Bland had answered.');
  if (outcome === 'not sent') return new ExternalApiError(`Bland cannot be reached (${code}).`);
  if (late) return new ExternalApiError('Bland did not answer in time.');
  return new ExternalApiError(`Bland's answer did not come whole (${code}).`);
}

/** Bland's own words, to be looked into and never shown: they may repeat what was sent. */
function complaintsOf(body: Body | undefined): string[] {
  if (body === undefined) return [];
  const listed = (Array.isArray(body.errors) ? body.errors : []).flatMap((each: unknown) =>
    isBody(each) ? [text.parse(each.error), text.parse(each.message)] : [text.parse(each)],
  );
  return [text.parse(body.message), ...listed].flatMap((each) => each?.slice(0, 1_000) ?? []);
}

/** Which fields Bland complains about: those of ours that it names, and the words it has for them. */
function fieldsOf(body: Body | undefined): string[] {
  const complaints = complaintsOf(body);
  return ours.filter(([, pattern]) => complaints.some((each) => pattern.test(each))).map(([name]) => name);
}

const ours: readonly (readonly [string, RegExp])[] = [
  ['the number to call', /phone_number|phone number must|sensitive numbers|DNC list|same number/i],
  ['the number to call from', /'from'|\bfrom (phone number|is no|must)/i],
  ['the task', /\btask\b/i],
  ['the address for webhooks', /\bwebhook\b/i],
  ['the metadata', /\bmetadata\b/i],
  ['the recording', /\brecord\b/i],
];
