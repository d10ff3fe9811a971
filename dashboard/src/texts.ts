/** Every word that the dashboard shows, a file for each room, so that it can be translated. */
import { account } from './texts/account.ts';
import { audit } from './texts/audit.ts';
import { callTexts } from './texts/call.ts';
import { calls } from './texts/calls.ts';
import { connections } from './texts/connections.ts';
import { frame } from './texts/frame.ts';
import { health } from './texts/health.ts';
import { keys } from './texts/keys.ts';
import { liveTexts } from './texts/live.ts';
import { numbers } from './texts/numbers.ts';
import { overview } from './texts/overview.ts';
import { people } from './texts/people.ts';
import { queues } from './texts/queues.ts';
import { receipts } from './texts/receipts.ts';
import { signIn } from './texts/sign-in.ts';
import { simulate } from './texts/simulate.ts';
import { tenants } from './texts/tenants.ts';
import { timeline } from './texts/timeline.ts';
import { words } from './texts/words.ts';

export const locale = 'en';

const administration = { connections, numbers, keys, people, tenants, audit, queues, health } as const;

export const texts = {
  ...frame,
  ...words,
  signIn,
  ...liveTexts,
  calls,
  ...callTexts,
  ...administration,
  account,
  overview,
  receipts,
  simulate,
  timeline,
} as const;
