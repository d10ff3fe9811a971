import { callIdShape } from '../message.ts';

/**
 * Undefined where it is no id of a call: nothing else may be reached by it. In Bland's addresses `active` stands in an
 * id's place for all calls at once; an id has digits.
 */
export function callPath(callId: string): string | undefined {
  return callIdShape.test(callId) && /\d/.test(callId) ? `/v1/calls/${callId}` : undefined;
}
