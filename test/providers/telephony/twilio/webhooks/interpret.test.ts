/** What each shape of message says, in Trunkline's words. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factContents } from '../../../../../src/core/calls/facts.ts';
import { twilioWebhooks } from '../../../../../src/providers/telephony/twilio/webhooks.ts';
import { often } from '../../../../helpers/often.ts';
import { base, call, message, ours, told } from './messages.ts';
import { formType } from './requests.ts';

const { interpret } = twilioWebhooks;
const said = (route: string, fields: Record<string, string>, query?: string) =>
  told(interpret(message(route, { ...base, ...fields }, query)));

const inbound = ['started', { direction: 'inbound', from: base.From, to: base.To }];
const outbound = ['started', { direction: 'outbound', from: base.From, to: base.To }];
const Timestamp = 'Fri, 20 Nov 2026 10:01:17 +0000';
const then = '2026-11-20T10:01:17.000Z';
const answered = ['answered', {}];

describe('voice', () => {
  test('somebody calls', () => {
    expect(said('voice', { CallStatus: 'ringing', CallToken: 'secret' })).toEqual({ [call]: [inbound] });
  });

  test('with a name, and with what the network says of the caller', () => {
    const more = {
      CallerName: 'ADA',
      StirVerstat: 'TN-Validation-Passed-A',
      FromCountry: 'US',
      ToCountry: 'US',
      'SipHeader_X-Room': '7',
    };
    expect(said('voice', { CallStatus: 'ringing', ...more })).toEqual({
      [call]: [
        inbound,
        ['caller', { name: 'ADA' }],
        [
          'metadata',
          { values: { StirVerstat: 'TN-Validation-Passed-A', FromCountry: 'US', 'SipHeader_X-Room': '7' } },
        ],
      ],
    });
  });

  test('somebody whom we called has answered', () => {
    const fields = { CallStatus: 'in-progress', Direction: 'outbound-api', AnsweredBy: 'human' };
    expect(said('voice', fields)).toEqual({
      [call]: [outbound, answered, ['answered-by', { who: 'human' }]],
    });
  });
});

describe('status', () => {
  const outboundApi = { Direction: 'outbound-api', Timestamp, CallbackSource: 'call-progress-events' };

  test.each([
    ['initiated', [[...outbound, then]]],
    ['ringing', [outbound, ['ringing', {}, then]]],
    ['in-progress', [outbound, ['answered', {}, then]]],
  ])('%s', (CallStatus, facts) => {
    expect(said('status', { ...outboundApi, CallStatus, SequenceNumber: '0' })).toEqual({ [call]: facts });
  });

  test('completed: its length in seconds is what counts, and minutes are nobody’s', () => {
    const fields = {
      CallStatus: 'completed',
      CallDuration: '75',
      Duration: '2',
      AnsweredBy: 'machine_start',
    };
    expect(said('status', { ...outboundApi, ...fields })).toEqual({
      [call]: [
        outbound,
        ['ended', { as: 'completed' }, then],
        ['duration', { seconds: 75, measure: 'billed' }],
        ['answered-by', { who: 'voicemail' }],
      ],
    });
  });

  test.each(['busy', 'no-answer', 'canceled'] as const)('%s', (CallStatus) => {
    expect(said('status', { ...outboundApi, CallStatus, CallDuration: '0', SipResponseCode: '486' })).toEqual(
      {
        [call]: [
          outbound,
          ['ended', { as: CallStatus }, then],
          ['duration', { seconds: 0, measure: 'billed' }],
        ],
      },
    );
  });

  test('failed, and why', () => {
    expect(said('status', { ...outboundApi, CallStatus: 'failed', SipResponseCode: '404' })).toEqual({
      [call]: [
        outbound,
        ['ended', { as: 'failed' }, then],
        ['error', { message: 'Twilio could not connect this call (SIP 404).', code: '404' }],
      ],
    });
  });

  test('a recording that was made of all of it is there, and not yet to be fetched', () => {
    const fields = {
      CallStatus: 'completed',
      RecordingSid: 'RE1',
      RecordingUrl: 'https://api.twilio.com/RE1',
      RecordingDuration: '74',
    };
    const facts = said('status', { ...outboundApi, ...fields })[call];
    expect(facts).toContainEqual([
      'recording',
      { id: 'RE1', state: 'in-progress', url: 'https://api.twilio.com/RE1', durationSec: 74 },
    ]);
  });

  test('a phone that the call was connected to is news of that call', () => {
    const child = {
      ParentCallSid: 'CA9',
      Direction: 'outbound-dial',
      CallStatus: 'in-progress',
      To: '+15550177',
    };
    for (const route of ['status', 'voice']) {
      expect(said(route, { ...outboundApi, ...child })).toEqual({
        CA9: [['transfer', { to: '+15550177', state: 'in-progress' }, then]],
      });
    }
  });

  test('a state that is new to us is kept', () => {
    expect(said('status', { CallStatus: 'parked', Direction: 'sideways', AuthToken: 'x' })).toEqual({
      [call]: [
        ['other', { name: 'twilio status', value: { ...base, CallStatus: 'parked', Direction: 'sideways' } }],
      ],
    });
  });
});

describe('action', () => {
  const going = { CallStatus: 'in-progress' };

  test('keys, at the step that was asked', () => {
    const fields = { ...going, msg: 'Gather End', Digits: '2', FinishedOnKey: '' };
    expect(said('action', fields, 'step=2')).toEqual({
      [call]: [inbound, answered, ['input', { step: 2, digits: '2' }]],
    });
  });

  test('words', () => {
    const fields = { ...going, SpeechResult: 'a table for two', Confidence: '0.98', Language: 'en-US' };
    expect(said('action', fields, 'step=1')[call]).toContainEqual([
      'input',
      { step: 1, speech: 'a table for two', confidence: 0.98 },
    ]);
  });

  test('nothing: kept as it came', () => {
    expect(said('action', { ...going, msg: 'Gather End', Digits: '' }, 'step=1')[call]).toEqual([
      inbound,
      answered,
      ['other', { name: 'twilio action', value: { ...base, ...going, msg: 'Gather End', Digits: '' } }],
    ]);
  });

  test('a message was left: the key that ended it is no input, and the call has not ended by that', () => {
    const RecordingUrl = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE7';
    const fields = { CallStatus: 'completed', RecordingUrl, RecordingDuration: '9', Digits: 'hangup' };
    expect(said('action', fields, 'step=1')).toEqual({
      [call]: [
        inbound,
        ['recording', { id: 'RE7', state: 'in-progress', url: RecordingUrl, durationSec: 9 }],
      ],
    });
  });
});

describe('recording', () => {
  const recording = {
    RecordingSid: 'RE1',
    RecordingUrl: 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1',
    RecordingDuration: '74',
    RecordingChannels: '2',
    RecordingStartTime: 'Fri, 20 Nov 2026 10:00:02 +0000',
    RecordingSource: 'OutboundAPI',
    RecordingTrack: 'both',
  };

  test.each<[string, unknown[]]>([
    [
      'completed',
      [{ id: 'RE1', state: 'completed', url: recording.RecordingUrl, durationSec: 74, channels: 2 }],
    ],
    [
      'in-progress',
      [
        { id: 'RE1', state: 'in-progress', url: recording.RecordingUrl, durationSec: 74, channels: 2 },
        '2026-11-20T10:00:02.000Z',
      ],
    ],
    ['absent', [{ id: 'RE1', state: 'absent', durationSec: 74, channels: 2 }]],
  ])('%s', (RecordingStatus, fact) => {
    expect(said('recording', { ...recording, RecordingStatus })).toEqual({
      [call]: [['recording', ...fact]],
    });
  });
});

describe('stream, amd, fallback', () => {
  test.each([
    ['stream-started', {}, { event: 'started' }],
    ['stream-stopped', {}, { event: 'stopped' }],
    ['stream-error', { StreamError: '31901: no' }, { event: 'failed', error: '31901: no' }],
  ])('%s', (StreamEvent, more, content) => {
    const fields = {
      StreamSid: 'MZ1',
      StreamName: 'agent',
      StreamEvent,
      Timestamp: '2026-11-20T10:00:02.123Z',
      ...more,
    };
    expect(said('stream', fields)).toEqual({
      [call]: [['stream', { id: 'MZ1', name: 'agent', ...content }, '2026-11-20T10:00:02.123Z']],
    });
  });

  test.each([
    ['human', 'human'],
    ['machine_start', 'voicemail'],
    ['machine_end_beep', 'voicemail'],
    ['machine_end_silence', 'voicemail'],
    ['machine_end_other', 'voicemail'],
    ['fax', 'fax'],
    ['unknown', 'unknown'],
  ])('answered by %s', (AnsweredBy, who) => {
    expect(said('amd', { AnsweredBy, MachineDetectionDuration: '2500' })).toEqual({
      [call]: [['answered-by', { who }]],
    });
  });

  test('Twilio could not use our answer', () => {
    const fields = { ErrorCode: '11200', ErrorUrl: 'https://calls.example.com/voice', CallStatus: 'ringing' };
    expect(said('fallback', fields)).toEqual({
      [call]: [
        inbound,
        [
          'error',
          {
            message:
              "Twilio got no answer for this call that it could use, and played the fallback (Twilio's error 11200).",
            code: '11200',
          },
        ],
      ],
    });
  });
});

describe('our own id of a call', () => {
  const home = ['metadata', { values: { trunkline_call_id: ours } }];

  test.each([
    ['status', { Direction: 'outbound-api', CallStatus: 'initiated' }],
    ['voice', { Direction: 'outbound-api', CallStatus: 'in-progress' }],
    ['amd', { AnsweredBy: 'human' }],
    ['recording', { RecordingSid: 'RE1', RecordingStatus: 'completed' }],
    ['status', { Direction: 'outbound-dial', ParentCallSid: 'CA9', CallStatus: 'ringing' }],
  ])('comes back with every message: %s', (route, fields) => {
    const [facts] = Object.values(said(route, fields, `trunkline_call_id=${ours}`));
    expect(facts?.[0]).toEqual(home);
  });

  test('is one of ours, or none', () => {
    for (const query of [
      'trunkline_call_id=CA1',
      'trunkline_call_id=',
      'trunkline_call_id=ten_0123456789abcdefghjkmnpqrs',
    ]) {
      expect(said('amd', { AnsweredBy: 'human' }, query)[call]).toEqual([['answered-by', { who: 'human' }]]);
    }
  });
});

describe('the same news', () => {
  const fields = { ...base, CallStatus: 'in-progress', Direction: 'outbound-api', Timestamp };
  const keys = (sent: ReturnType<typeof message>) =>
    interpret(sent).flatMap(({ facts }) => facts.map(({ key }) => key));

  test('has the same facts in whatever wrapping it comes', () => {
    const form = message('status', fields);
    const inAddress = {
      ...message('status', {}, new URLSearchParams(fields).toString()),
      body: Buffer.alloc(0),
    };
    const json = {
      ...form,
      contentType: 'application/json; charset=utf-8',
      body: Buffer.from(JSON.stringify({ ...fields, SequenceNumber: 2 })),
    };
    const turned = message('status', Object.fromEntries(Object.entries(fields).reverse()));
    for (const other of [inAddress, json, turned]) expect(keys(other)).toEqual(keys(form));
  });

  test('that there is a call is the same fact from each of its messages', () => {
    const first = keys(message('voice', { ...base, CallStatus: 'ringing' }));
    for (const route of ['action', 'status', 'fallback']) {
      const more = { CallStatus: 'completed', Digits: '1', ErrorCode: '11200', Timestamp, CallDuration: '5' };
      expect(keys(message(route, { ...base, ...more }, 'step=1'))).toEqual(expect.arrayContaining(first));
    }
  });
});

describe('one bad field', () => {
  test.each<[string, Record<string, string>]>([
    ['a time that is none', { Timestamp: 'yesterday' }],
    ['a time beyond all calendars', { Timestamp: 'Fri, 99 Nov 2026 10:01:17 +0000' }],
    ['a huge length', { CallDuration: '1e400' }],
    ['one of thirty years', { CallDuration: '999999999' }],
    ['a negative one', { CallDuration: '-5' }],
    ['an unknown machine', { AnsweredBy: '\u0000' }],
    ['a number without end', { From: '9'.repeat(1_000) }],
    ['an address that is none', { RecordingSid: 'RE1', RecordingUrl: 'javascript:alert(1)' }],
    ['an id that is none', { ParentCallSid: '../../etc' }],
  ])('%s leaves the others', (_name, bad) => {
    const facts =
      said('status', { CallStatus: 'completed', Timestamp, CallDuration: '75', ...bad })[call] ?? [];
    const kinds = facts.map((each) => (each as [string])[0]);
    expect(kinds).toEqual(expect.arrayContaining(['started', 'ended']));
    expect(facts[0]).toMatchObject(['started', { direction: 'inbound', to: base.To }]);
    expect(JSON.stringify(facts)).not.toMatch(/javascript|999999|null/);
  });
});

describe('what is nothing of Twilio’s', () => {
  const cannot = 'This cannot be decoded as what its content type says.';
  const without = 'There is no CallSid in this: Twilio sends nothing like it.';

  test.each<[string, string | undefined, string]>([
    ['{', 'application/json', cannot],
    ['{"CallSid":"CA1"}', undefined, cannot],
    ['CallSid=CA1', 'text/plain', cannot],
    ['[{"CallSid":"CA1"}]', 'application/json', without],
    ['null', 'application/json', without],
    ['{"CallSid":{"a":1}}', 'application/json', without],
    ['CallSid=4111111111111111&password=secret', formType, without],
    ['', formType, without],
  ])('%j as %s', (body, contentType, sentence) => {
    const sent = { route: 'status', body: Buffer.from(body), contentType, query: new URLSearchParams() };
    expect(() => interpret(sent)).toThrow(new Error(sentence));
  });
});

test('whatever comes, it is understood, kept, or refused in one sentence', { timeout: 120_000 }, () => {
  const names = fc.oneof(
    fc.constantFrom(
      ...[
        'CallSid',
        'ParentCallSid',
        'CallStatus',
        'Direction',
        'From',
        'CallDuration',
        'Timestamp',
        'AnsweredBy',
      ],
      ...[
        'Digits',
        'SpeechResult',
        'Confidence',
        'RecordingSid',
        'RecordingStatus',
        'RecordingUrl',
        'RecordingStartTime',
      ],
      ...[
        'StreamSid',
        'StreamEvent',
        'ErrorCode',
        'CallerName',
        'SipHeader_X',
        '__proto__',
        'toString',
        '$set',
        'a.b',
        '',
      ],
    ),
    fc.string({ unit: 'binary' }),
  );
  const values = fc.oneof(
    fc.constantFrom(
      'CA1',
      'RE1',
      'MZ1',
      'completed',
      'in-progress',
      'inbound',
      'outbound-dial',
      'human',
      'stream-error',
    ),
    fc.constantFrom(
      '1e999',
      '-0',
      'NaN',
      '99999999999999999999',
      '\ud800',
      '0.5',
      '+275760-09-13T00:00:00.001Z',
      'Thu, 01 Jan 1970',
    ),
    fc.string({ unit: 'binary' }),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  const fields = fc.array(fc.tuple(names, values), { maxLength: 20 });
  const deep = fc.integer({ min: 1, max: 20_000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`);
  const body = fc.oneof(
    fields.map((pairs) => [formType, new URLSearchParams(pairs).toString()] as const),
    fields.map((pairs) => ['application/json', JSON.stringify(Object.fromEntries(pairs))] as const),
    fc.json().map((json) => ['application/json', `{"CallSid":"CA1","x":${json}}`] as const),
    deep.map((json) => ['application/json', `{"CallSid":"CA1","Digits":${json}}`] as const),
    fc.string({ unit: 'binary' }).map((text) => [formType, text] as const),
  );
  const route = fc.constantFrom(
    'voice',
    'action',
    'status',
    'recording',
    'stream',
    'amd',
    'fallback',
    'else',
    '__proto__',
    'toString',
  );
  const query = fc.oneof(
    fc.constantFrom('', 'step=1', 'step=1e9', 'step=', `trunkline_call_id=${ours}`),
    fc.string(),
  );
  fc.assert(
    fc.property(route, body, query, (route, [contentType, text], query) => {
      const sent = { route, contentType, body: Buffer.from(text), query: new URLSearchParams(query) };
      let understood: ReturnType<typeof interpret>;
      try {
        understood = interpret(sent);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(This cannot be decoded|There is no CallSid)/);
        return;
      }
      expect(interpret(sent)).toEqual(understood);
      for (const { facts } of understood) {
        expect(facts.length).toBeGreaterThan(0);
        for (const { kind, content, at, key } of facts) {
          factContents[kind].parse(content);
          expect(JSON.stringify(content)).not.toMatch(/"[^"]*(\$set|a\.b|__proto__)":/);
          expect(JSON.stringify(content).isWellFormed()).toBe(true);
          expect(Number.isNaN(at?.getTime())).toBe(false);
          expect(key).toHaveLength(43);
        }
      }
    }),
    { numRuns: often(3_000) },
  );
});
