/** What makes two of Twilio's messages the same one. Its idempotency token is no part of it: it may tell attempts apart. */
import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../../../../core/length-prefixed.ts';
import type { Message } from '../../telephony.ts';
import { stepParameter } from '../addresses.ts';
import { type Fields, fieldsOf } from './fields.ts';

type Parts = readonly (string | null | undefined)[];

/** The first that is whole counts. */
const identities: Readonly<Record<string, (fields: Fields, query: URLSearchParams) => readonly Parts[]>> = {
  voice: (fields) => [[fields.get('CallSid')]],
  action: (fields, query) => [[fields.get('CallSid'), query.get(stepParameter)]],
  status: (fields) => [
    [fields.get('CallSid'), fields.get('SequenceNumber')],
    [fields.get('CallSid'), fields.get('CallStatus'), fields.get('Timestamp')],
    [fields.get('CallSid'), fields.get('CallStatus'), 'at no time'],
  ],
  recording: (fields) => [[fields.get('RecordingSid'), fields.get('RecordingStatus')]],
  stream: (fields) => [[fields.get('StreamSid'), fields.get('StreamEvent')]],
  amd: (fields) => [[fields.get('CallSid'), fields.get('AnsweredBy')]],
  fallback: (fields) => [[fields.get('CallSid'), fields.get('ErrorCode')]],
};

export function keyOf(message: Message): string | undefined {
  const fields = fieldsOf(message);
  if (fields === undefined) return undefined;
  const { route, query } = message;
  const known = Object.hasOwn(identities, route) ? identities[route]?.(fields, query) : undefined;
  const whole = known?.find((parts) => parts.every(isPart));
  return whole === undefined ? ofBytes(message) : whole.join(' | ');
}

/** Short, and of characters that no part's end can hide behind. */
function isPart(part: string | null | undefined): part is string {
  return typeof part === 'string' && /^[\w ,:+.-]{1,64}$/.test(part);
}

function ofBytes({ body, query }: Message): string {
  const hash = createHash('sha256')
    .update(lengthPrefixed([query.toString()]))
    .update(body);
  return `bytes | ${hash.digest('base64url')}`;
}
