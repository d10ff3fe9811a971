/** Which messages are the same one. */
import { describe, expect, test } from 'vitest';
import { twilioWebhooks } from '../../../../../src/providers/telephony/twilio/webhooks.ts';
import { base, message } from './messages.ts';

const { keyOf } = twilioWebhooks;
const key = (route: string, fields: Record<string, string>, query?: string) =>
  keyOf(message(route, { ...base, ...fields }, query));

const other = { CallSid: 'CA2' };

describe('a repeat has the same key, whatever else in it differs', () => {
  test.each<[string, Record<string, string>, string?]>([
    ['voice', {}],
    ['action', { Digits: '1' }, 'step=1'],
    ['status', { SequenceNumber: '2', CallStatus: 'in-progress' }],
    ['status', { CallStatus: 'completed', Timestamp: 'Fri, 20 Nov 2026 10:01:17 +0000' }],
    ['status', { CallStatus: 'completed' }],
    ['recording', { RecordingSid: 'RE1', RecordingStatus: 'completed' }],
    ['stream', { StreamSid: 'MZ1', StreamEvent: 'stream-started' }],
    ['amd', { AnsweredBy: 'human' }],
    ['fallback', { ErrorCode: '11200' }],
  ])('%s %j', (route, fields, query = '') => {
    const once = key(route, fields, query);
    expect(once).toBeTypeOf('string');
    expect(
      key(route, { More: 'fields', ...fields, ApiVersion: 'another' }, `${query}&trunkline_call_id=x`),
    ).toBe(once);
    if (!route.match(/recording|stream/)) expect(key(route, { ...fields, ...other }, query)).not.toBe(once);
  });
});

describe('what differs in what counts is another message', () => {
  test.each<[string, [Record<string, string>, string?][]]>([
    [
      'action',
      [
        [{}, 'step=1'],
        [{}, 'step=2'],
        [{}, ''],
      ],
    ],
    [
      'status',
      [
        [{ SequenceNumber: '1' }],
        [{ SequenceNumber: '2' }],
        [{ CallStatus: 'ringing', Timestamp: 'Fri, 20 Nov 2026 10:01:17 +0000' }],
        [{ CallStatus: 'ringing', Timestamp: 'Fri, 20 Nov 2026 10:01:18 +0000' }],
        [{ CallStatus: 'completed', Timestamp: 'Fri, 20 Nov 2026 10:01:18 +0000' }],
        [{ CallStatus: 'completed' }],
        [{}],
      ],
    ],
    [
      'recording',
      [
        [{ RecordingSid: 'RE1', RecordingStatus: 'in-progress' }],
        [{ RecordingSid: 'RE1', RecordingStatus: 'completed' }],
        [{ RecordingSid: 'RE2', RecordingStatus: 'completed' }],
      ],
    ],
    [
      'stream',
      [
        [{ StreamSid: 'MZ1', StreamEvent: 'stream-started' }],
        [{ StreamSid: 'MZ1', StreamEvent: 'stream-stopped' }],
        [{ StreamSid: 'MZ2', StreamEvent: 'stream-stopped' }],
      ],
    ],
    ['amd', [[{ AnsweredBy: 'human' }], [{ AnsweredBy: 'unknown' }]]],
    ['fallback', [[{ ErrorCode: '11200' }], [{ ErrorCode: '12100' }]]],
  ])('%s', (route, messages) => {
    const keys = messages.map(([fields, query]) => key(route, fields, query));
    expect(new Set(keys).size).toBe(messages.length);
    expect(keys).not.toContain(undefined);
  });
});

test('the step is that of the address, and no field of the message', () => {
  expect(key('action', { step: '1' }, 'step=2')).toBe(key('action', {}, 'step=2'));
});

test('what has no shape that is known is known by its bytes', () => {
  const bare = message('status', { Something: 'else' });
  expect(keyOf(bare)).toBe(keyOf(message('status', { Something: 'else' })));
  expect(keyOf(bare)).not.toBe(keyOf(message('status', { Something: 'more' })));
  expect(keyOf(bare)).not.toBe(keyOf(message('status', { Something: 'else' }, 'a=1')));
  const odd = message('voice', { CallSid: 'x'.repeat(5_000) });
  expect(keyOf(odd)?.length).toBeLessThan(100);
  expect(keyOf({ ...odd, route: '__proto__' })?.length).toBeLessThan(100);
});

test('the same message in the address, or as JSON, has the same key', () => {
  const fields = { CallSid: 'CA1', SequenceNumber: '3' };
  const form = message('status', fields);
  const inAddress = { ...form, body: Buffer.alloc(0), query: new URLSearchParams(fields) };
  const body = Buffer.from(JSON.stringify({ ...fields, SequenceNumber: 3 }));
  expect(keyOf(inAddress)).toBe(keyOf(form));
  expect(keyOf({ ...form, contentType: 'application/json', body })).toBe(keyOf(form));
});

test('what cannot be decoded has none', () => {
  const sent = message('status', {});
  expect(keyOf({ ...sent, contentType: 'application/json', body: Buffer.from('{') })).toBeUndefined();
  expect(keyOf({ ...sent, contentType: 'text/plain', body: Buffer.from('CallSid=CA1') })).toBeUndefined();
});
