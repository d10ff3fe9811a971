/** What of a webhook's headers is kept, for whoever asks later why it came: never a signature, a secret or an address. */
import type { Arrived } from '../../providers/telephony/telephony.ts';

const kept = ['user-agent', 'content-length', 'i-twilio-idempotency-token', 'x-home-region'] as const;
const longest = 200;

export function headersOfInterest(headers: Arrived['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value.slice(0, longest)]] : [];
    }),
  );
}
