/** Redirect, Hangup and Reject: where a document ends before its end. */
import { attributesOf, textOf } from '../attributes.ts';
import type { Verb } from '../types.ts';

export const redirect: Verb = {
  attributes: ['method'],
  audible: false,
  answers: () => false,
  async play(scene, element) {
    const url = scene.resolve(textOf(element));
    const method = attributesOf(element, scene).method();
    return { request: { purpose: 'document', url, method, params: [] } };
  },
};

export const hangup: Verb = {
  attributes: [],
  audible: true,
  async play() {
    return 'hang up';
  },
};

/** Only a call that nobody has taken can be rejected; later on it is a Hangup. */
export const reject: Verb = {
  attributes: ['reason'],
  audible: true,
  answers: () => false,
  async play(scene, element) {
    const reason = attributesOf(element, scene).oneOf('reason', ['rejected', 'busy']) ?? 'rejected';
    if (scene.line.state === 'ringing') scene.line.agent.reject(reason);
    return 'hang up';
  },
};
