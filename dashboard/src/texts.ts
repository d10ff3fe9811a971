/** Every word that the dashboard shows, a file for each room, so that it can be translated. */
import * as call from './texts/call.ts';
import { calls } from './texts/calls.ts';
import { frame } from './texts/frame.ts';
import * as live from './texts/live.ts';
import { signIn } from './texts/sign-in.ts';
import { words } from './texts/words.ts';

export const locale = 'en';

export const texts = { ...frame, ...words, signIn, ...live, calls, ...call } as const;
