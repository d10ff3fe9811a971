/** Every word that the dashboard shows, a file for each room, so that it can be translated. */
import { callTexts } from './texts/call.ts';
import { calls } from './texts/calls.ts';
import { frame } from './texts/frame.ts';
import { liveTexts } from './texts/live.ts';
import { overview } from './texts/overview.ts';
import { receipts } from './texts/receipts.ts';
import { signIn } from './texts/sign-in.ts';
import { simulate } from './texts/simulate.ts';
import { words } from './texts/words.ts';

export const locale = 'en';

export const texts = {
  ...frame,
  ...words,
  signIn,
  ...liveTexts,
  calls,
  ...callTexts,
  overview,
  receipts,
  simulate,
} as const;
