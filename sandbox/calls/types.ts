/**
 * The phone network as the vendors' protocols see it. A call joins a person, who acts from a script, with the
 * agent's end, which is driven by commands: Bland's from a script of its own (`runAgent`), Twilio's from TwiML.
 *
 * Every `…Ms` is scenario time in milliseconds, every `at` a moment of the call's own clock, and `startMs` and `endMs`
 * count from the moment the call was answered: there begins the call's audio.
 */
export type * from './commands.ts';
export type * from './events.ts';
export type * from './media.ts';
export type * from './network.ts';
export type * from './script.ts';
