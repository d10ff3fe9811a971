/** Twilio's resources, as far as anything of them is used. Only what a resource cannot be without has to be there. */
import { z } from 'zod';
import { moment, party, phrase, seconds, sid, whole, word } from '../values.ts';

export const callResource = z.object({
  sid: z.string().regex(/^CA[0-9A-Za-z]{1,62}$/),
  parent_call_sid: sid('CA'),
  direction: word,
  from: party,
  to: party,
  status: word,
  date_created: moment,
  start_time: moment,
  end_time: moment,
  duration: seconds,
  answered_by: word,
  caller_name: phrase,
  /** Negative where it is asked for. */
  price: word,
  price_unit: word,
});
export type CallResource = z.infer<typeof callResource>;

export const recordingResource = z.object({
  sid: z.string().regex(/^RE[0-9A-Za-z]{1,62}$/),
  status: word,
  duration: seconds,
  channels: whole,
  start_time: moment,
});
export type RecordingResource = z.infer<typeof recordingResource>;

export const accountResource = z.object({ friendly_name: phrase, status: word });
export const balanceResource = z.object({ balance: word, currency: word });

/** One page of a list. What is not what it should be is left out, and does not hide the others. */
export function pageOf<T>(list: string, item: z.ZodType<T>) {
  return z.looseObject({ [list]: z.array(z.unknown()), next_page_uri: phrase }).transform((page) => ({
    items: (page[list] as unknown[]).flatMap((each) => {
      const read = item.safeParse(each);
      return read.success ? [read.data] : [];
    }),
    next: page.next_page_uri as string | undefined,
  }));
}
