/** What Twilio is answered when it asks how a call goes on. */
import { type Hooks, hookAddress } from './addresses.ts';
import { element, escaped } from './xml.ts';

export const twimlType = 'text/xml; charset=utf-8';

export interface Greeting {
  readonly say: string;
  /** BCP 47; Twilio's own choice where nothing is said. */
  readonly language?: string | undefined;
  /** Whether a message is recorded after it. */
  readonly record: boolean;
}

const hangUp = element('Hangup');

const longestMessageSec = 120;
/** After so long a silence the caller has finished. */
const silenceSec = 5;

/** The first and only question of a greeting. */
const messageStep = 1;

export function greetingTwiml({ say, language, record }: Greeting, hooks: Hooks): string {
  const message = element('Record', {
    // Without an action Twilio would ask for the greeting again, and say it again, for ever.
    action: hookAddress(hooks, 'action', messageStep),
    method: 'POST',
    maxLength: longestMessageSec,
    timeout: silenceSec,
    playBeep: 'true',
    recordingStatusCallback: hookAddress(hooks, 'recording'),
    recordingStatusCallbackMethod: 'POST',
    recordingStatusCallbackEvent: 'in-progress completed absent',
  });
  return response(spoken(say, language), record ? message : '', hangUp);
}

/** For a number that nobody answers. */
export const refusalTwiml = response(
  spoken('We are sorry. Nobody takes calls at this number. Goodbye.', 'en-US'),
  hangUp,
);

/** For a number that may take no further call at the moment. */
export const busyTwiml = response(
  spoken(
    'We are sorry. We cannot take any more calls at the moment. Please call again later. Goodbye.',
    'en-US',
  ),
  hangUp,
);

/** For when nothing else could be said: the same for every caller, and made of nothing but itself. */
export const fallbackTwiml = response(
  spoken('We are sorry. We cannot take your call at the moment. Please try again in a few minutes.', 'en-US'),
  hangUp,
);

/** Whatever was asked for is done, and so is the call. */
export const hangUpTwiml = response(hangUp);

function spoken(text: string, language: string | undefined): string {
  return text.trim() === '' ? '' : element('Say', { language }, escaped(text));
}

function response(...verbs: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element('Response', {}, verbs.join(''))}`;
}
