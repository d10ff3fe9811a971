/** A message's fields, in whichever way Twilio was told to send them: as a form, in the address, or as JSON. */

import { callIdName } from '../../../../core/calls/ids.ts';
import type { Message } from '../../telephony.ts';
import { stepParameter } from '../addresses.ts';

export type Fields = ReadonlyMap<string, string>;

/** A name that occurs more than once counts with its first value. Undefined where the body cannot be decoded. */
export function fieldsOf({
  body,
  contentType,
  query,
}: Pick<Message, 'body' | 'contentType' | 'query'>): Fields | undefined {
  if (body.length === 0) return first([...query].filter(([name]) => !ours.has(name)));
  if (isForm(contentType)) return first(new URLSearchParams(body.toString()));
  return isJson(contentType) ? ofJson(body) : undefined;
}

const ours: ReadonlySet<string> = new Set([callIdName, stepParameter, 'bodySHA256']);

export const isForm = (contentType: string | undefined) =>
  mediaType(contentType) === 'application/x-www-form-urlencoded';

export const isJson = (contentType: string | undefined) =>
  /^application\/([\w.-]+\+)?json$/.test(mediaType(contentType));

function mediaType(contentType = ''): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function first(pairs: Iterable<[string, string]>): Fields {
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) if (!fields.has(name)) fields.set(name, value);
  return fields;
}

/** Of an object, what is no deeper than its own fields: there is nothing below them that anybody looks for. */
export function ofJson(body: Buffer): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return new Map();
    return new Map(
      Object.entries(parsed).flatMap(([name, value]) =>
        ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
      ),
    );
  } catch {
    return undefined;
  }
}
