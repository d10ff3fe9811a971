/** Moments as Twilio writes them, and texts that only look like it. */
import { expect, test } from 'vitest';
import { moment } from '../../../../src/providers/telephony/twilio/values.ts';

test.each([
  ['Fri, 20 Nov 2026 10:01:17 +0000', '2026-11-20T10:01:17.000Z'],
  ['20 Nov 2026 23:59:59 -0500', '2026-11-21T04:59:59.000Z'],
  ['1 Mar 2026 00:30:00 +0530', '2026-02-28T19:00:00.000Z'],
  ['29 Feb 2028 00:00:00 UTC', '2028-02-29T00:00:00.000Z'],
  ['2026-11-20T10:01:17.123456Z', '2026-11-20T10:01:17.123Z'],
  ['2026-03-01T00:30:00+01:00', '2026-02-28T23:30:00.000Z'],
])('%s', (text, iso) => expect(moment.parse(text)?.toISOString()).toBe(iso));

test.each([
  'Tue, 31 Feb 2026 10:00:00 +0000',
  '29 Feb 2026 00:00:00 +0000',
  '2026-02-31T10:00:00Z',
  '1 Mar 2026 00:30:00 +9999',
  '1 Mar 2026 00:30:00 +0180',
])('%s is no moment', (text) => expect(moment.parse(text)).toBeUndefined());
