/** Where Bland's documents, its samples and what it sends contradict each other: what a call comes to all the same. */
import { describe, expect, test } from 'vitest';
import { factsOf, foldedOf, kindOf, record } from './helpers.ts';

const spoken = {
  startedAt: new Date('2026-11-20T10:00:00Z'),
  answeredAt: new Date('2026-11-20T10:00:05Z'),
  endedAt: new Date('2026-11-20T10:01:20Z'),
  billableSec: 75,
  durationsDisagree: false,
  status: 'completed',
};
const silent = {
  ...record,
  call_length: 0,
  corrected_duration: '0',
  transcripts: [],
  concatenated_transcript: '',
  answered_by: null,
  call_ended_by: null,
  record: false,
  recording_url: null,
  end_at: '2026-11-20T10:00:30.000Z',
};

describe('lengths', () => {
  test.each<[string, object, object]>([
    ['minutes', { call_length: 1.25 }, {}],
    ['seconds', { call_length: 75 }, {}],
    ['minutes of no exact fraction', { call_length: 1.249999999999997 }, {}],
    ['minutes as text', { call_length: '1.25', corrected_duration: 75 }, {}],
    ['none but the corrected one', { call_length: null }, {}],
    ['none but the other one, in minutes', { corrected_duration: null }, {}],
    [
      'neither',
      { call_length: null, corrected_duration: undefined },
      { billableSec: 80, answeredAt: spoken.startedAt },
    ],
    ['apart', { call_length: 3 }, { durationsDisagree: true }],
    [
      'no numbers',
      { call_length: 'long', corrected_duration: {} },
      { billableSec: 80, answeredAt: spoken.startedAt },
    ],
    [
      'impossible',
      { call_length: 1e300, corrected_duration: '-5' },
      { billableSec: 80, answeredAt: spoken.startedAt },
    ],
  ])('%s', (_name, change, expected) => {
    expect(foldedOf({ ...record, ...change })).toMatchObject({ ...spoken, ...expected });
  });

  test('a short call in minutes is not taken for one in seconds', () => {
    const seconds = (call_length: number, corrected_duration: string) =>
      kindOf(factsOf({ ...record, call_length, corrected_duration }), 'duration').map(
        ({ content }) => content.seconds,
      );
    expect(seconds(0.02, '1')).toEqual([1, 1.2]);
    expect(seconds(1, '1')).toEqual([1, 1]);
    expect(seconds(0, '0')).toEqual([0, 0]);
  });
});

describe('moments', () => {
  test.each<[string, object, object]>([
    [
      'in any way of writing',
      { created_at: '2026-11-20 10:00:00+00', end_at: '2026-11-20T11:01:20+0100' },
      {},
    ],
    ['without an offset they are UTC', { end_at: '2026-11-20T10:01:20' }, {}],
    ['with more digits than a millisecond has', { created_at: '2026-11-20T10:00:00.000251+00:00' }, {}],
    ['`started_at` is when it was connected', { started_at: '2026-11-20T10:00:05Z' }, {}],
    [
      '`end_at` is the latest end that was allowed: it is none, and `started_at` counts',
      { started_at: '2026-11-20T10:00:05Z', end_at: '2026-11-20T10:30:05Z' },
      {},
    ],
    [
      '`end_at` is the latest end, counted from the answer: nobody speaks before a call is answered',
      { end_at: '2026-11-20T10:30:05Z' },
      { answeredAt: spoken.startedAt, endedAt: new Date('2026-11-20T10:01:15Z') },
    ],
    [
      'an end before the beginning is none',
      { end_at: '2025-01-01T00:00:00Z', started_at: '2026-11-20T10:00:05Z' },
      {},
    ],
    [
      'it went on for as long as it may',
      { max_duration: 1, call_length: 1, corrected_duration: '60', end_at: '2026-11-20T10:01:05Z' },
      { endedAt: new Date('2026-11-20T10:01:05Z'), billableSec: 60 },
    ],
    [
      'lengths leave out whom the call was passed on to',
      { transferred_to: '+15550177000', end_at: '2026-11-20T10:05:20Z' },
      { answeredAt: spoken.startedAt, endedAt: new Date('2026-11-20T10:05:20Z'), durationsDisagree: true },
    ],
  ])('%s', (_name, change, expected) => {
    expect(foldedOf({ ...record, ...change })).toMatchObject({ ...spoken, ...expected });
  });

  test.each(['yesterday', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-13-45T99:99', 1e308, {}, ''])(
    '%j is no moment, and the others count',
    (odd) => {
      const call = foldedOf({ ...record, created_at: odd, started_at: odd });
      expect(call).toMatchObject({ endedAt: spoken.endedAt, answeredAt: spoken.answeredAt });
      expect(factsOf({ ...record, end_at: odd }).find(({ kind }) => kind === 'ended')?.at).toBeUndefined();
    },
  );
});

describe('how it ended', () => {
  test.each<[string, object, string]>([
    ['busy', { status: 'busy', error_message: 'Call failed. The number you dialed is busy.' }, 'busy'],
    ['nobody answered', { status: 'no-answer', answered_by: 'no-answer' }, 'no-answer'],
    ['written otherwise', { status: 'NO_ANSWER' }, 'no-answer'],
    ['failed', { status: 'failed', queue_status: 'call_error', error_message: 'Call failed.' }, 'failed'],
    ['canceled before its time', { status: 'canceled', started_at: null, end_at: null }, 'canceled'],
    ['in British', { status: 'cancelled' }, 'canceled'],
    ['completed, though nobody answered', { status: 'completed', answered_by: 'no-answer' }, 'no-answer'],
    ['unknown, though nobody answered', { status: 'unknown', answered_by: 'no-answer' }, 'no-answer'],
    ['unknown, and tagged', { status: 'unknown', disposition_tag: 'BUSY' }, 'busy'],
    ['unknown, with an error', { status: null, error_message: 'Line is busy' }, 'busy'],
    ['unknown, with another error', { status: null, error_message: 'unknown' }, 'failed'],
    ['unknown, and failed before its turn', { status: null, queue_status: 'queue_error' }, 'failed'],
    ['nothing but that it is over', { status: null, queue_status: 'completed' }, 'completed'],
    ['the time that it rang is no length', { status: 'no-answer', corrected_duration: '25' }, 'no-answer'],
  ])('without a conversation: %s', (_name, change, status) => {
    const call = foldedOf({ ...silent, ...change });
    expect(call).toMatchObject({ status, ended: true, billableSec: 0, billableFrom: 'none' });
    expect(call.answeredAt).toBeUndefined();
    expect(call.recording).toBe('none');
  });

  test.each<[string, object, string]>([
    ['without a status', { status: undefined }, 'completed'],
    ['unknown', { status: 'unknown' }, 'completed'],
    ['an error after the call', { status: undefined, queue_status: 'complete_error' }, 'completed'],
    ['an error while it went on', { status: undefined, queue_status: 'call_error' }, 'failed'],
    ['not completed, says one of two', { completed: false }, 'completed'],
    ['a machine answered', { answered_by: 'voicemail', transcripts: [] }, 'completed'],
    ['nobody can tell who answered', { answered_by: 'unknown' }, 'completed'],
    ['nobody answered, but spoke', { answered_by: 'no-answer' }, 'completed'],
  ])('with a conversation: %s', (_name, change, status) => {
    expect(foldedOf({ ...record, ...change })).toMatchObject({ ...spoken, status });
  });

  test('not yet, where Bland says so', () => {
    const live = { ...record, completed: false, status: null, queue_status: 'started', end_at: null };
    expect(kindOf(factsOf(live), 'ended')).toEqual([]);
    expect(foldedOf(live)).toMatchObject({ ended: false, status: 'in-progress' });
  });
});

describe('who called whom', () => {
  const parties = (change: object) =>
    kindOf(factsOf({ ...record, ...change }), 'started').map(({ content }) => content)[0];

  test.each<[string, object, object | undefined]>([
    ['as told', {}, { direction: 'inbound', from: '+15550101999', to: '+15550100100' }],
    [
      'by the number of the other side',
      { inbound: null, variables: { phone_number: '5550100100' } },
      { direction: 'outbound', from: '+15550101999', to: '+15550100100' },
    ],
    [
      'by the number of the other side, who called',
      { inbound: null, variables: { phone_number: '(555) 010-1999' } },
      { direction: 'inbound', from: '+15550101999', to: '+15550100100' },
    ],
    [
      'by what was asked for',
      { inbound: undefined, variables: {}, request_data: { phone_number: '+15550100100' } },
      { direction: 'outbound', from: '+15550101999', to: '+15550100100' },
    ],
    ['nobody can tell', { inbound: undefined, variables: {} }, undefined],
    ['as text', { inbound: 'false' }, { direction: 'outbound', from: '+15550101999', to: '+15550100100' }],
    [
      'numbers without a plus sign, or without their country',
      { from: '15550101999', to: '(555) 010-0100' },
      { direction: 'inbound', from: '+15550101999', to: '+15550100100' },
    ],
    [
      'names and addresses stay as they are',
      { from: 'anonymous', to: 'sip:clinic@example.com' },
      { direction: 'inbound', from: 'anonymous', to: 'sip:clinic@example.com' },
    ],
    ['what is no number at all is left out', { from: {}, to: 'x'.repeat(65) }, { direction: 'inbound' }],
  ])('%s', (_name, change, expected) => {
    expect(parties(change)).toEqual(expected);
  });
});

describe('one field that is wrong costs no other', () => {
  const odd = [null, '', 'null', 0, -1, 1e308, true, [], {}, [[]], { $gt: '' }, '\ud800', 'x'.repeat(10_000)];
  const names = Object.keys(record).filter((name) => name !== 'call_id' && name !== 'c_id');

  test.each(names)('%s', (name) => {
    const usual = new Set(factsOf(record).map(({ key }) => key));
    const lost = odd.map((value) => {
      const keys = new Set(factsOf({ ...record, [name]: value }).map(({ key }) => key));
      return [...usual].filter((key) => !keys.has(key)).length;
    });
    // What an end or a length is made of changes a few; the lines go together.
    expect(Math.max(...lost)).toBeLessThanOrEqual(4);
  });
});
