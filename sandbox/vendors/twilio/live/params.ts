/** What every request about a call says of it. */
import type { CallResource, CallStatus } from '../resources.ts';
import type { Form } from '../signature.ts';

export const apiVersion = '2010-04-01';

export function callParams(call: CallResource, status: CallStatus | 'initiated' = call.status): Form {
  const { sid, accountSid, from, to, direction, parentCallSid, callerName, forwardedFrom } = call;
  return [
    ['CallSid', sid],
    ['AccountSid', accountSid],
    ['From', from],
    ['To', to],
    ['Caller', from],
    ['Called', to],
    ['CallStatus', status],
    ['ApiVersion', apiVersion],
    ['Direction', direction],
    ...given('FromCountry', countryOf(from)),
    ...given('ToCountry', countryOf(to)),
    ...given('CallerName', callerName),
    ...given('ForwardedFrom', forwardedFrom),
    ...given('ParentCallSid', parentCallSid),
  ];
}

export function given(name: string, value: string | number | undefined): Form {
  return value === undefined ? [] : [[name, String(value)]];
}

/** `Fri, 20 Nov 2026 10:01:17 +0000` */
export function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

const countries: readonly (readonly [prefix: string, country: string])[] = [
  ['+1', 'US'],
  ['+34', 'ES'],
  ['+44', 'GB'],
  ['+49', 'DE'],
  ['+41', 'CH'],
  ['+43', 'AT'],
];

function countryOf(number: string): string | undefined {
  return countries.find(([prefix]) => number.startsWith(prefix))?.[1];
}
