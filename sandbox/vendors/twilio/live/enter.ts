/** Makes a call known: to the API by its resource, and to whoever acts on it while it lives. */
import { createCallbacks } from './callbacks.ts';
import type { LiveCall, Twilio } from './context.ts';

type Known = Pick<LiveCall, 'account' | 'settings' | 'resource' | 'line' | 'hangUp'>;

export function enterCall(twilio: Twilio, known: Known): LiveCall {
  const { account, settings, resource, line } = known;
  const live: LiveCall = {
    ...known,
    callbacks: createCallbacks(twilio, account, resource, line.clock, settings.callbacks),
    legs: [],
    recordings: [],
    streams: new Set(),
    session: undefined,
  };
  twilio.store.calls.set(resource.sid, resource);
  twilio.live.set(resource.sid, live);
  return live;
}
