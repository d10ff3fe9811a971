import { callIdShape } from '../message.ts';

/** Undefined where it is no id of Bland's: nothing else is to be reached by it. */
export function callPath(callId: string): string | undefined {
  return callIdShape.test(callId) && /\w/.test(callId)
    ? `/v1/calls/${encodeURIComponent(callId)}`
    : undefined;
}
