/** What each kind of message says, by its shape. */
import { describe, expect, test } from 'vitest';
import { blandWebhooks } from '../../../../src/providers/telephony/bland/webhooks.ts';
import { callId, factsOf, foldedOf, heardAt, kindOf, message, record, told } from './helpers.ts';

const brief = (body: unknown) => factsOf(body).map(({ kind, content }) => ({ kind, content }));

describe('while a call goes on', () => {
  const midCall = (text: unknown, category = 'call', log_level = 'info') => ({
    message: text,
    call_id: callId,
    category,
    log_level,
  });

  test('what was said is a line, from either side', () => {
    expect(brief(midCall('Agent speech: Good day.'))).toEqual([
      { kind: 'line', content: { who: 'agent', text: 'Good day.' } },
    ]);
    expect(brief(midCall("Handling user speech: Yeah. I'm thirty six."))).toEqual([
      { kind: 'line', content: { who: 'caller', text: "Yeah. I'm thirty six." } },
    ]);
  });

  test('that it was connected', () => {
    expect(brief(midCall('Call connected'))).toEqual([
      { kind: 'answered', content: {} },
      { kind: 'note', content: { category: 'call', level: 'info', message: 'Call connected' } },
    ]);
  });

  test.each([
    ['TTS: 218ms', 'latency', 'performance'],
    ['Executing custom tool: Test with input: [object Object]', 'call', 'info'],
    ['Agent speech: ', 'call', 'info'],
    ['something that nobody knows', 'of a new category', 'debug'],
  ])('%s is a note', (text, category, level) => {
    const content = { category, level, message: text.trim() };
    expect(brief(midCall(text, category, level))).toEqual([{ kind: 'note', content }]);
  });

  test('who waits is not spoken with', () => {
    expect(brief(midCall('Call enqueued', 'queue'))).toEqual([
      { kind: 'other', content: { name: 'queue', value: 'Call enqueued' } },
    ]);
  });

  test('none of it says when', () => {
    for (const text of ['Agent speech: Good day.', 'Call connected', 'TTS: 1ms']) {
      expect(factsOf(midCall(text)).every(({ at }) => at === undefined)).toBe(true);
    }
  });
});

describe('after a call', () => {
  test('its record brings everything', () => {
    const facts = factsOf(record);
    expect(facts.map(({ kind }) => kind)).toEqual([
      'started',
      'answered',
      'ended',
      'duration',
      'duration',
      'answered-by',
      'metadata',
      'line',
      'line',
      'line',
      'summary',
      'disposition',
      'cost',
      'recording',
      'findings',
    ]);
    expect(facts.every(({ source }) => source === 'provider')).toBe(true);
    expect(kindOf(facts, 'line').map(({ content, at }) => ({ ...content, at }))).toEqual([
      { who: 'caller', text: 'Hi', number: 1, at: new Date('2026-11-20T10:00:07.100Z') },
      { who: 'agent', text: 'Hello', number: 2, at: new Date('2026-11-20T10:00:09.250Z') },
      { who: 'tool', text: 'Ended call', number: 3, at: new Date('2026-11-20T10:01:19Z') },
    ]);
    expect(kindOf(facts, 'recording')[0]?.content).toEqual({
      id: callId,
      state: 'completed',
      url: record.recording_url,
    });
    expect(kindOf(facts, 'findings')[0]?.content).toEqual({
      of: 'variables',
      values: { appointment: '3pm' },
    });
  });

  test('and comes to the whole call', () => {
    expect(foldedOf(record)).toEqual({
      direction: 'inbound',
      from: '+15550101999',
      to: '+15550100100',
      status: 'completed',
      ended: true,
      endedBy: 'caller',
      answeredBy: 'human',
      startedAt: new Date('2026-11-20T10:00:00Z'),
      answeredAt: new Date('2026-11-20T10:00:05Z'),
      endedAt: new Date('2026-11-20T10:01:20Z'),
      lastAt: heardAt,
      billableSec: 75,
      billableFrom: 'corrected',
      durationsDisagree: false,
      recording: 'pending',
      disposition: 'COMPLETED_ACTION',
      summary: 'The caller booked.',
      cost: { micros: '150000', currency: 'USD' },
      metadata: { tenant_id: 't_1' },
    });
  });

  test('the shortest one that Bland shows says how it ended, and whose it is', () => {
    const body = { call_id: callId, status: 'no-answer', metadata: { trunkline_call_id: 'call_1' } };
    expect(brief(body)).toEqual([
      { kind: 'ended', content: { as: 'no-answer' } },
      { kind: 'metadata', content: { values: { trunkline_call_id: 'call_1' } } },
    ]);
  });

  test('a transfer: to whom, when, and whether it came to one', () => {
    const transferred = {
      ...record,
      transferred_to: '+15550177000',
      transferred_at: '2026-11-20T10:00:40.5Z',
      warm_transfer_call: { state: 'MERGED', proxy_agent_calls: [] },
      pre_transfer_duration: 0.5,
      post_transfer_duration: 0.75,
    };
    const [transfer] = kindOf(factsOf(transferred), 'transfer');
    expect(transfer).toMatchObject({
      content: { to: '+15550177000', state: 'merged' },
      at: new Date('2026-11-20T10:00:40.5Z'),
    });
    expect(foldedOf(transferred)).toMatchObject({ transferredTo: '+15550177000' });
    const alone = foldedOf({ ...transferred, warm_transfer_call: { state: 'NO_ANSWER' } });
    expect(alone.transferredTo).toBeUndefined();
  });

  test('a call that is only there to bring a colleague says so', () => {
    expect(brief({ ...record, is_proxy_agent_call: true })).toContainEqual({
      kind: 'other',
      content: { name: 'proxy agent call', value: true },
    });
  });

  test('lines are taken from the whole text where they are missing', () => {
    const body = {
      ...record,
      transcripts: undefined,
      concatenated_transcript:
        'user: Yes.\n Or no: maybe \n assistant: Hello? \n user: Yes. \n agent-action: Ended call \n ',
    };
    expect(kindOf(factsOf(body), 'line').map(({ content }) => content)).toEqual([
      { who: 'caller', text: 'Yes.\n Or no: maybe', number: 1 },
      { who: 'agent', text: 'Hello?', number: 2 },
      { who: 'caller', text: 'Yes.', number: 3 },
      { who: 'tool', text: 'Ended call', number: 4 },
    ]);
  });

  test('a recording that has no address yet can be asked for by the id of its call', () => {
    const [recording] = kindOf(factsOf({ ...record, recording_url: null }), 'recording');
    expect(recording?.content).toEqual({ id: callId, state: 'completed' });
    expect(kindOf(factsOf({ ...record, recording_url: null, record: false }), 'recording')).toEqual([]);
  });

  test('an error is told with where it happened', () => {
    const body = { ...record, error_message: 'Call failed.', queue_status: 'call_error', status: 'failed' };
    expect(kindOf(factsOf(body), 'error')[0]?.content).toEqual({
      message: 'Call failed.',
      code: 'call_error',
    });
  });
});

describe('what is found out later', () => {
  const citations = [{ call_id: callId, variable_name: 'firstName', value: 'James', cited_utterances: [] }];
  const segments = [{ start: 9.5, end: 17.8, speaker: 2, speaker_label: 'representative', text: 'Hi.' }];
  const dispositions = [
    {
      disposition_id: 'd',
      disposition_key: 'booking_outcome',
      name: 'Booking outcome',
      status: 'complete',
      payload: { booked: true },
      executed_at: '2026-11-20T10:02:10.000Z',
    },
    { name: 'Rudeness', status: 'failed', error: 'too late' },
  ];
  const followUp = (rest: object) => ({
    call_id: callId,
    user_id: 'u',
    timestamp: '2026-11-20T10:02:14Z',
    ...rest,
  });

  test('citations', () => {
    expect(brief(followUp({ event_type: 'citations', citations }))).toEqual([
      { kind: 'findings', content: { of: 'citations', values: citations } },
    ]);
  });

  test('dispositions, each by itself and when it was found', () => {
    const facts = factsOf(followUp({ event_type: 'dispositions', agent_dispositions: dispositions }));
    expect(kindOf(facts, 'findings').map(({ content: { of }, at }) => [of, at?.toISOString()])).toEqual([
      ['disposition booking_outcome', '2026-11-20T10:02:10.000Z'],
      ['disposition Rudeness', undefined],
    ]);
  });

  test('what was said after a transfer', () => {
    const body = followUp({
      event_type: 'post_transfer_transcript',
      transfer_offset_seconds: 9.573,
      post_transfer_transcript: segments,
    });
    expect(brief(body)).toEqual([
      {
        kind: 'findings',
        content: { of: 'post_transfer_transcript', values: { offsetSec: 9.573, segments } },
      },
    ]);
  });

  test('several at once, known and new ones', () => {
    const body = followUp({
      event_type: 'multiple',
      contents: ['citations', 'corrected_transcript', 'moods', '__proto__', 'constructor', 7],
      citations,
      corrected_transcript: segments,
      moods: { caller: 'glad' },
    });
    expect(brief(body)).toEqual([
      { kind: 'findings', content: { of: 'citations', values: citations } },
      { kind: 'findings', content: { of: 'corrected_transcript', values: segments } },
      { kind: 'findings', content: { of: 'moods', values: { caller: 'glad' } } },
    ]);
  });

  test('of a kind that nobody knows: kept, without what is new each time', () => {
    const body = followUp({ event_type: 'evals', status: 'completed', scores: [{ name: 'kind', score: 4 }] });
    expect(brief(body)).toEqual([
      {
        kind: 'other',
        content: {
          name: 'evals',
          value: { status: 'completed', scores: [{ name: 'kind', score: 4 }] },
        },
      },
    ]);
  });

  test('sent again at another time it is the same', () => {
    const body = followUp({ event_type: 'citations', citations });
    expect(factsOf({ ...body, timestamp: '2026-11-20T11:00:00Z' })).toEqual(factsOf(body));
  });

  test('on a record that waited for it: the same facts, and the record, whatever its label', () => {
    const late = factsOf({ ...record, event_type: 'multiple', contents: ['citations'], citations });
    const apart = [...factsOf(record), ...factsOf(followUp({ event_type: 'citations', citations }))];
    expect(late.map(({ key }) => key).toSorted()).toEqual(apart.map(({ key }) => key).toSorted());
  });
});

describe('nothing about a call', () => {
  test.each([
    ['no JSON', 'call_id=1', 'no JSON'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'no JSON'],
    ['nothing', '', 'no JSON'],
    ['a list', '[]', 'names no call'],
    ['null', 'null', 'names no call'],
    ['without an id', '{"status":"completed"}', 'names no call'],
    ['an id that is none', '{"call_id":"../me"}', 'names no call'],
    ['an id without an end', JSON.stringify({ call_id: 'a'.repeat(5_000) }), 'names no call'],
  ])('%s is refused in a sentence that repeats nothing of it', (_name, body, sentence) => {
    expect(() => blandWebhooks.interpret(message(body))).toThrow(sentence);
  });

  test('text messages, of which Bland tells likewise, are none of ours', () => {
    expect(told({ conversation_id: 'c', channel: 'sms', message: 'Hi', sender: 'USER' })).toEqual([]);
  });

  test('news of a call that says nothing of it known ends no call', () => {
    expect(brief({ call_id: callId, test: true })).toEqual([
      { kind: 'other', content: { name: 'message', value: { test: true } } },
    ]);
  });
});

describe('what makes a message the same as another', () => {
  const keyOf = (body: string | Buffer) => blandWebhooks.keyOf(message(body));

  test('its bytes, and nothing else', () => {
    const body = JSON.stringify(record);
    expect(keyOf(body)).toBe(keyOf(Buffer.from(body)));
    expect(keyOf(body)).not.toBe(keyOf(`${body} `));
    expect(keyOf(body)).toContain(callId);
    expect(keyOf(body)).toMatch(/^[\w -]{1,180}$/);
  });

  test('what is no JSON has none; what is of no known shape has one', () => {
    expect(keyOf('call_id=1')).toBeUndefined();
    expect(keyOf(Buffer.from([0xff]))).toBeUndefined();
    for (const body of ['[]', 'null', '{}', '"text"', '{"call_id":{}}']) expect(keyOf(body)).toBeDefined();
  });
});
