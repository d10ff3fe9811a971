/** Order and repetition make no difference, and nothing that anybody sends makes reading hang or fall over. */
import { performance } from 'node:perf_hooks';
import { serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../src/core/calls/facts.ts';
import { blandWebhooks } from '../../../../src/providers/telephony/bland/webhooks.ts';
import { readInternal, writeInternal } from '../../../../src/services/calls/internal.ts';
import { often } from '../../../helpers/often.ts';
import { callId, factsOf, folded, message, record, told } from './helpers.ts';

const refusal = /^This (is no JSON in UTF-8|names no call)/;

/** Facts where it is understood, and the one kind of refusal where not. */
function read(body: Buffer | string): readonly Fact[] {
  try {
    return blandWebhooks.interpret(message(body)).flatMap(({ facts }) => facts);
  } catch (error) {
    expect((error as Error).message).toMatch(refusal);
    return [];
  }
}

/** What becomes of facts further on: stored as documents, written as JSON, folded. */
function usable(facts: readonly Fact[]): void {
  for (const { content } of facts) serialize(content, { checkKeys: false });
  const understood = [{ providerCallId: callId, facts }];
  const [again] = readInternal(writeInternal(understood));
  expect(again?.facts.map(({ key }) => key)).toEqual(facts.map(({ key }) => key));
  if (facts.length === 0) return;
  const call = folded(facts);
  for (const date of [call.startedAt, call.answeredAt, call.endedAt]) date?.toISOString();
}

const names = [...Object.keys(record), 'event_type', 'category', 'log_level', 'message', 'contents'];
const more = [
  'citations',
  'agent_dispositions',
  'post_transfer_transcript',
  'warm_transfer_call',
  'request_data',
];

const oddNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e308, 2 ** 53 + 1));
const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\u0000', 'null', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', '__proto__'),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
const oddName = fc.oneof(
  fc.string(),
  fc.constantFrom('$where', '_bsontype', '__proto__', 'a.b', 'a\u0000b', 'toJSON'),
);
const odd = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    oddNumber,
    oddText,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(oddName, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('whatever comes', () => {
  test('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => usable(read(Buffer.from(bytes)))));
  });

  test('any JSON', () => {
    fc.assert(fc.property(odd, (value) => usable(read(JSON.stringify(value)))));
  });

  test('a message with any of its fields, each of them anything', () => {
    const fields = fc.dictionary(fc.constantFrom(...names, ...more), odd, { maxKeys: 12 });
    fc.assert(
      fc.property(fields, fc.boolean(), (some, whole) => {
        const body = { ...(whole ? record : {}), ...some, call_id: callId };
        const facts = read(JSON.stringify(body));
        expect(facts.length).toBeGreaterThan(0);
        usable(facts);
      }),
      { numRuns: often(500) },
    );
  });

  test('numbers that no double holds', () => {
    const body = JSON.stringify({ ...record, price: 1, call_length: 2, analysis: { n: 3 } })
      .replace('"price":1', '"price":1e999')
      .replace('"call_length":2', '"call_length":-1e999')
      .replace('"n":3', '"n":1e999');
    const facts = read(body);
    expect(facts.map(({ kind }) => kind)).not.toContain('cost');
    usable(facts);
  });

  test.each<[string, (deep: unknown) => object]>([
    ['metadata', (metadata) => ({ ...record, metadata: { deep: metadata } })],
    ['variables', (variables) => ({ ...record, variables: { deep: variables } })],
    [
      'what was found out',
      (citations) => ({ call_id: callId, event_type: 'citations', citations: [citations] }),
    ],
    ['news that nobody knows', (value) => ({ call_id: callId, event_type: 'moods', value })],
    [
      'a field of another type',
      (status) => ({ ...record, status, transcripts: [status], queue_status: status }),
    ],
  ])('deeper than a stack: %s', (_name, around) => {
    const hole = JSON.stringify(around('hole'));
    const lists = hole.replaceAll('"hole"', '['.repeat(100_000) + ']'.repeat(100_000));
    const objects = hole.replaceAll('"hole"', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
    for (const body of [lists, objects]) {
      const facts = read(body);
      expect(facts.length).toBeGreaterThan(0);
      usable(facts);
      expect(blandWebhooks.keyOf(message(body))).toBeDefined();
    }
  });

  test('as much as a hook takes', () => {
    const size = 4 * 1024 * 1024;
    const lines = Array.from({ length: 20_000 }, (_, id) => ({ id, user: 'user', text: 'x'.repeat(100) }));
    const bodies = [
      { ...record, transcripts: lines },
      { ...record, transcripts: [], concatenated_transcript: ' \n '.repeat(size / 4) },
      { ...record, transcripts: [], concatenated_transcript: 'user: a \n '.repeat(10_000) },
      {
        ...record,
        summary: 'x'.repeat(size),
        error_message: ' '.repeat(size),
        call_length: '1'.repeat(size),
      },
      { ...record, metadata: Object.fromEntries(lines.map(({ id }) => [`name ${id}`, [id, { id }]])) },
      { ...record, created_at: `${'2026-11-20T10:00:00.'.padEnd(size, '0')}Z` },
    ];
    for (const body of bodies) {
      const bytes = Buffer.from(JSON.stringify(body));
      const begun = performance.now();
      const facts = read(bytes);
      // A catastrophe takes minutes; this is no measure of speed.
      expect(performance.now() - begun).toBeLessThan(15_000);
      expect(facts.length).toBeGreaterThan(5);
    }
  });
});

describe('the same news', () => {
  const shuffledFields = fc.shuffledSubarray(Object.entries(record), {
    minLength: Object.keys(record).length,
  });

  test('are the same facts, in whatever order the fields of a record come', () => {
    const usual = factsOf(record).map(({ key }) => key);
    fc.assert(
      fc.property(shuffledFields, (fields) => {
        expect(factsOf(Object.fromEntries(fields)).map(({ key }) => key)).toEqual(usual);
      }),
    );
  });

  const bodies = [
    { call_id: callId, message: 'Call connected', category: 'call', log_level: 'info' },
    { call_id: callId, message: 'Agent speech: Hello', category: 'call', log_level: 'info' },
    record,
    { ...record, summary: 'The caller booked a table.' },
    { ...record, end_at: '2026-11-20T10:01:21.000Z', corrected_duration: '76' },
    { ...record, call_length: 75, started_at: '2026-11-20T10:00:05Z', price: 0.2 },
    { call_id: callId, event_type: 'citations', timestamp: 1, citations: [{ value: 'James' }] },
  ];
  const history = fc.array(fc.constantFrom(...bodies), { minLength: 1, maxLength: 6 }).chain((told) =>
    fc.tuple(
      fc.constant(told),
      fc.array(fc.constantFrom(...told), { maxLength: 4 }).chain((again) => {
        const all = [...told, ...again];
        return fc.shuffledSubarray(all, { minLength: all.length });
      }),
    ),
  );

  test('come to the same call in any order, and however often', () => {
    const callOf = (messages: readonly object[]) => {
      const facts = new Map(messages.flatMap((each) => factsOf(each)).map((each) => [each.key, each]));
      return folded([...facts.values()]);
    };
    fc.assert(
      fc.property(history, ([inOrder, otherwise]) => {
        expect(callOf(otherwise)).toEqual(callOf(inOrder));
      }),
    );
  });

  test('no fact is told twice by one message', () => {
    const twice = { ...record, transcripts: [...record.transcripts, ...record.transcripts] };
    const keys = told(twice).flatMap(({ facts }) => facts.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
