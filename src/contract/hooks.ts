/** Where providers knock. What they send is theirs; here stands only how they are answered. */
import { z } from 'zod';

export const ConnectionParams = z.object({ connectionId: z.string().min(1).max(64) });

export const Taken = z.string().meta({ description: 'Nothing.' });

export const TwiML = z.string().meta({
  description: 'What the caller hears next, in TwiML.',
  examples: ['<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'],
});
