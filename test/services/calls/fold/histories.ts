/** Random sets of facts about one call: contradicting each other, from all sources, with and without times. */
import fc from 'fast-check';
import { fact } from '../../../../src/core/calls/fact.ts';
import type { Fact, FactContent, FactKind, HeardFact } from '../../../../src/core/calls/facts.ts';

const begin = Date.parse('2026-03-01T12:00:00Z');
const moment = fc.integer({ min: 0, max: 600 }).map((second) => new Date(begin + second * 1000));
const party = fc.constantFrom('+14155550101', '+14155550142', 'anonymous');
const id = fc.constantFrom('REC1', 'REC2');

type Contents = { readonly [K in FactKind]?: fc.Arbitrary<FactContent<K>> };

const contents = {
  started: fc.record({ direction: fc.constantFrom('inbound', 'outbound'), from: party, to: party }),
  ringing: fc.constant({}),
  answered: fc.constant({}),
  ended: fc.record(
    {
      as: fc.constantFrom('completed', 'busy', 'no-answer', 'failed', 'canceled'),
      by: fc.constantFrom('caller', 'agent'),
    },
    { requiredKeys: ['as'] },
  ),
  duration: fc.record({
    seconds: fc.double({ min: 0, max: 600, noNaN: true }),
    measure: fc.constantFrom('billed', 'corrected', 'rounded'),
  }),
  'answered-by': fc.record({ who: fc.constantFrom('human', 'voicemail', 'unknown') }),
  summary: fc.record({ text: fc.constantFrom('A table for two.', 'Nobody spoke.') }),
  disposition: fc.record({ tag: fc.constantFrom('BOOKED', 'CALL_BACK') }),
  recording: fc.record({ id, state: fc.constantFrom('in-progress', 'completed', 'absent') }),
  'recording.stored': fc.record({
    id,
    key: fc.constant('some/key.wav'),
    sha256: fc.constant('00'),
    bytes: fc.constant(1),
    contentType: fc.constant('audio/wav'),
  }),
  input: fc.record({ step: fc.integer({ min: 1, max: 3 }), digits: fc.constantFrom('1', '2') }),
  line: fc.record({
    who: fc.constantFrom('agent', 'caller'),
    text: fc.constantFrom('Hello.', 'Yes.', 'Bye.'),
  }),
  error: fc.record({ message: fc.constant('the other side hung up') }),
  transfer: fc.record({ to: party }),
  placed: fc.record({ by: fc.constant('usr_1') }),
  metadata: fc.record({
    values: fc.dictionary(
      fc.constantFrom('a', 'b', '__proto__', 'trunkline_call_id'),
      fc.constantFrom('1', '2'),
    ),
  }),
  lost: fc.record({ reason: fc.constant('the provider does not know it') }),
} as const satisfies Contents;

type Told = keyof typeof contents;

const source = fc.constantFrom('provider', 'reconciliation', 'trunkline');

const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  ...(Object.keys(contents) as Told[]).map((kind) =>
    fc
      .tuple(source, contents[kind] as fc.Arbitrary<FactContent<Told>>, fc.option(moment, { nil: undefined }))
      .map(([from, content, at]) => fact<Told>(kind, from, content, at)),
  ),
);

const heard: fc.Arbitrary<HeardFact> = fc
  .tuple(anyFact, moment)
  .map(([each, heardAt]) => ({ ...each, heardAt }));

export const factSets: fc.Arbitrary<HeardFact[]> = fc.uniqueArray(heard, {
  selector: ({ key }) => key,
  minLength: 1,
  maxLength: 14,
});

export const shuffled = <T>(items: readonly T[]) =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
