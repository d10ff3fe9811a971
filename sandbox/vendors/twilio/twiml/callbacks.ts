/** Callback addresses as several verbs name them. */
import type { Attributes } from './attributes.ts';
import type { Callback } from './types.ts';

const recordingEvents = ['in-progress', 'completed', 'absent'] as const;
const legEvents = ['initiated', 'ringing', 'answered', 'completed'] as const;

export function recordingCallback(attributes: Attributes): Callback | undefined {
  const url = attributes.url('recordingStatusCallback');
  if (url === undefined) return undefined;
  const events = attributes.someOf('recordingStatusCallbackEvent', recordingEvents) ?? ['completed'];
  return { url, method: attributes.method('recordingStatusCallbackMethod'), events };
}

export function legCallback(attributes: Attributes): Callback | undefined {
  const url = attributes.url('statusCallback');
  if (url === undefined) return undefined;
  const events = attributes.someOf('statusCallbackEvent', legEvents) ?? ['completed'];
  return { url, method: attributes.method('statusCallbackMethod'), events };
}
