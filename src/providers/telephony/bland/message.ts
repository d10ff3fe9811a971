/** What arrived, as JSON, and which of Bland's messages it is. All of them come to one address. */
import { z } from 'zod';
import { text } from './fields.ts';

export type Body = Readonly<Record<string, unknown>>;

export type BlandMessage =
  | { readonly is: 'mid-call'; readonly callId: string; readonly body: Body }
  /** The record of a call, or what was found out about it since; either may ride on the other. */
  | { readonly is: 'post-call' | 'follow-up'; readonly callId: string; readonly body: Body }
  /** Bland sends messages and e-mails as well, and tells of them in the same way. */
  | { readonly is: 'about no call' }
  | { readonly is: 'unknown' };

/** Undefined where it is no JSON in UTF-8. */
export function readJson(bytes: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

const heading = z.object({ call_id: text, c_id: text, category: text, log_level: text, event_type: text });
export const callIdShape = /^[\w-]{1,100}$/;

export function messageOf(value: unknown): BlandMessage {
  if (!isBody(value)) return { is: 'unknown' };
  const { call_id, c_id, category, log_level, event_type } = heading.parse(value);
  const callId = call_id ?? c_id;
  if (callId === undefined) return { is: value.conversation_id === undefined ? 'unknown' : 'about no call' };
  if (!callIdShape.test(callId)) return { is: 'unknown' };
  if (category !== undefined && log_level !== undefined) return { is: 'mid-call', callId, body: value };
  return { is: event_type === undefined ? 'post-call' : 'follow-up', callId, body: value };
}

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
