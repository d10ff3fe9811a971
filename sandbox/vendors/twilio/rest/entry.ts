/** Where a request sends a call: TwiML itself wins over an address. */
import type { Entry } from '../twiml/types.ts';
import { type Fields, refused } from './form.ts';

const longestTwiml = 4_000;

export function entryOf(fields: Fields): Entry | undefined {
  const twiml = fields.text('Twiml');
  if (twiml !== undefined) {
    if (twiml.length > longestTwiml) throw refused(20001, `Twiml is longer than ${longestTwiml} characters`);
    return { twiml };
  }
  const url = fields.url('Url', 21205);
  if (url === undefined) return undefined;
  return { request: { purpose: 'document', url, method: fields.method('Method'), params: [] } };
}
