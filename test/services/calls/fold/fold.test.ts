import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fact } from '../../../../src/core/calls/fact.ts';
import type { Fact, HeardFact } from '../../../../src/core/calls/facts.ts';
import { factEvents, lifeCycleEvents } from '../../../../src/services/calls/fold/events.ts';
import { fold } from '../../../../src/services/calls/fold/index.ts';
import { often } from '../../../helpers/often.ts';
import { factSets, shuffled } from './histories.ts';

const at = (second: number) => new Date(Date.parse('2026-03-01T12:00:00Z') + second * 1000);
const heard = (each: Fact, second: number): HeardFact => ({ ...each, heardAt: at(second) });

const started = fact('started', 'provider', {
  direction: 'inbound',
  from: '+14155550101',
  to: '+14155550142',
});

describe('whatever the order', () => {
  test('the same facts come to the same call', () => {
    fc.assert(
      fc.property(
        factSets.chain((facts) => fc.tuple(fc.constant(facts), shuffled(facts))),
        ([facts, others]) => {
          expect(fold(others)).toEqual(fold(facts));
        },
      ),
      { numRuns: often(2_000) },
    );
  });

  test('the same events are told, however the facts are cut into steps', () => {
    const told = (steps: HeardFact[][]) => {
      const ids = new Set<string>();
      const known: HeardFact[] = [];
      for (const step of steps) {
        known.push(...step);
        for (const { id } of [...lifeCycleEvents('call_1', known), ...factEvents('call_1', step)])
          ids.add(id);
      }
      return ids;
    };
    fc.assert(
      fc.property(
        factSets.chain((facts) =>
          fc.tuple(fc.constant(facts), shuffled(facts), fc.integer({ min: 1, max: 5 })),
        ),
        ([facts, others, size]) => {
          const steps = Array.from({ length: Math.ceil(others.length / size) }, (_, index) =>
            others.slice(index * size, (index + 1) * size),
          );
          expect(told(steps)).toEqual(told([facts]));
        },
      ),
      { numRuns: often(1_000) },
    );
  });
});

describe('a call makes sense', () => {
  test('nothing ends before it began, and a call that has not ended is billed nothing', () => {
    fc.assert(
      fc.property(factSets, (facts) => {
        const call = fold(facts);
        const moments = [call.startedAt, call.answeredAt, call.endedAt].flatMap(
          (date) => date?.getTime() ?? [],
        );
        expect(moments).toEqual(moments.toSorted((one, other) => one - other));
        expect(call.endedAt !== undefined).toBe(call.ended);
        if (!call.ended) expect(call.billableSec).toBeUndefined();
        if (call.billableSec !== undefined) expect(call.billableSec % 1).toBe(0);
        if (call.billableFrom === 'none') expect(call.billableSec).toBe(0);
      }),
      { numRuns: often(2_000) },
    );
  });
});

describe('what counts', () => {
  test('a call that rings, is answered and ends', () => {
    const call = fold([
      heard(started, 0),
      heard(fact('answered', 'provider', {}, at(4)), 5),
      heard(fact('ended', 'provider', { as: 'completed', by: 'caller' }, at(64)), 66),
      heard(fact('duration', 'provider', { seconds: 60, measure: 'billed' }), 66),
    ]);
    expect(call).toMatchObject({
      status: 'completed',
      direction: 'inbound',
      startedAt: at(0),
      answeredAt: at(4),
      endedAt: at(64),
      billableSec: 60,
      billableFrom: 'billed',
      durationsDisagree: false,
      endedBy: 'caller',
    });
  });

  test('the provider is believed before what it answered when asked, and both before a call is lost', () => {
    const lost = heard(fact('lost', 'trunkline', { reason: 'nobody knows it' }, at(900)), 900);
    const reconciled = heard(fact('ended', 'reconciliation', { as: 'failed' }, at(50)), 950);
    const told = heard(fact('ended', 'provider', { as: 'busy' }, at(20)), 990);
    expect(fold([heard(started, 0), lost])).toMatchObject({ status: 'lost', lostBecause: 'nobody knows it' });
    expect(fold([heard(started, 0), lost, reconciled])).toMatchObject({ status: 'failed', endedAt: at(50) });
    expect(fold([heard(started, 0), lost, reconciled]).lostBecause).toBeUndefined();
    expect(fold([heard(started, 0), lost, reconciled, told])).toMatchObject({
      status: 'busy',
      endedAt: at(20),
    });
  });

  test('the length of a lost call is a guess, and is not billed', () => {
    const call = fold([
      heard(started, 0),
      heard(fact('answered', 'provider', {}, at(4)), 5),
      heard(fact('lost', 'trunkline', { reason: 'nobody knows it' }, at(7_200)), 7_200),
    ]);
    expect(call.ended).toBe(true);
    expect(call.billableSec).toBeUndefined();
  });

  test('that it has ended, from somebody who says neither when nor how long it took, is not billed by when it was heard', () => {
    const end = heard(fact('ended', 'provider', { as: 'completed' }), 7_200);
    const answered = heard(fact('answered', 'provider', {}, at(4)), 7_200);
    expect(fold([heard(started, 0), answered, end])).toMatchObject({ ended: true, durationsDisagree: false });
    expect(fold([heard(started, 0), answered, end]).billableSec).toBeUndefined();
    // One number alone agrees with itself.
    const counted = heard(fact('duration', 'provider', { seconds: 60, measure: 'corrected' }), 7_200);
    expect(fold([heard(started, 0), answered, end, counted])).toMatchObject({
      billableSec: 60,
      durationsDisagree: false,
    });
  });

  test('of texts without end a call holds the beginning, and of what came along what has room', () => {
    const call = fold([
      heard(fact('summary', 'provider', { text: 'ab😀'.repeat(10_000) }), 1),
      heard(fact('error', 'provider', { message: 'x'.repeat(1_000_000), code: '7' }), 1),
      heard(fact('metadata', 'provider', { values: { a: 'small', b: 'y'.repeat(40_000), c: 3 } }), 1),
    ]);
    expect(call.summary).toHaveLength(10_000);
    expect(call.summary?.isWellFormed()).toBe(true);
    expect(call.error).toEqual({ message: 'x'.repeat(10_000), code: '7' });
    expect(call.metadata).toEqual({ a: 'small', c: 3 });
  });

  test('a call of which nobody says when it began, began when it was first heard of, whatever that was', () => {
    const lost = heard(fact('lost', 'trunkline', { reason: 'nobody knows it' }), 900);
    expect(fold([lost], at(5)).startedAt).toEqual(at(5));
    expect(fold([lost, heard(fact('ringing', 'provider', {}, at(20)), 21)], at(5)).startedAt).toEqual(at(20));
  });

  test('only an end and a length: it was answered, and when is worked out', () => {
    const call = fold([
      heard(started, 0),
      heard(fact('ended', 'provider', { as: 'completed' }, at(40)), 41),
      heard(fact('duration', 'provider', { seconds: 30, measure: 'billed' }), 41),
    ]);
    expect(call).toMatchObject({ answeredAt: at(10), billableSec: 30, durationsDisagree: false });
  });

  test('numbers of the provider that do not fit are shown, and the best of them is billed', () => {
    const call = fold([
      heard(started, 0),
      heard(fact('answered', 'provider', {}, at(0)), 1),
      heard(fact('ended', 'provider', { as: 'completed' }, at(63)), 64),
      heard(fact('duration', 'provider', { seconds: 1.05 * 60, measure: 'rounded' }), 64),
      heard(fact('duration', 'provider', { seconds: 90, measure: 'corrected' }), 64),
    ]);
    expect(call).toMatchObject({ billableSec: 90, billableFrom: 'corrected', durationsDisagree: true });
  });

  test('a product of fractions costs no second more', () => {
    const rounded = heard(fact('duration', 'provider', { seconds: 1.05 * 60, measure: 'rounded' }), 64);
    const ended = heard(fact('ended', 'provider', { as: 'completed' }, at(63)), 64);
    expect(fold([heard(started, 0), ended, rounded]).billableSec).toBe(63);
  });
});

describe('which way it goes', () => {
  test('is known where somebody tells it or it was placed here, and never forgotten again', () => {
    fc.assert(
      fc.property(factSets, (facts) => {
        const known: HeardFact[] = [];
        for (const each of facts) {
          known.push(each);
          const { direction, from, to } = fold(known);
          const isTold = known.some(({ kind }) => kind === 'started' || kind === 'placed');
          expect(direction === 'unknown').toBe(!isTold);
          if (direction === 'unknown') expect([from, to]).toEqual([undefined, undefined]);
        }
      }),
      { numRuns: often(1_000) },
    );
  });

  test('a call that was placed here is outgoing before its provider has said a word', () => {
    const placed = heard(fact('placed', 'trunkline', { by: 'usr_1' }), 0);
    const spoken = heard(fact('line', 'provider', { who: 'agent', text: 'Hello.' }), 1);
    expect(fold([spoken])).toMatchObject({ direction: 'unknown', status: 'in-progress' });
    expect(fold([spoken, placed])).toMatchObject({ direction: 'outbound', status: 'in-progress' });
  });

  test('while nobody tells it, a call has neither come in nor gone out', () => {
    const spoken = [heard(fact('line', 'provider', { who: 'agent', text: 'Hello.' }), 1)];
    const types = (facts: HeardFact[]) => lifeCycleEvents('call_1', facts).map(({ type }) => type);
    expect(types(spoken)).toEqual([]);
    expect(types([...spoken, heard(started, 2)])).toEqual(['call.incoming']);
  });
});

describe('what came along', () => {
  const metadata = (source: 'provider' | 'reconciliation' | 'trunkline', values: Record<string, unknown>) =>
    heard(fact('metadata', source, { values }), 0);

  test('with a call that we placed stays, whatever its provider knows of it, and our own id is no part of it', () => {
    const ours = metadata('trunkline', { order: '4711', kind: 'reminder' });
    const echo = metadata('provider', { trunkline_call_id: 'call_1', kind: 'REMINDER', carrier: 'x' });
    for (const facts of [
      [ours, echo],
      [echo, ours],
    ]) {
      expect(fold(facts).metadata).toEqual({ order: '4711', kind: 'reminder', carrier: 'x' });
    }
    expect(fold([echo, metadata('reconciliation', { carrier: 'y', more: 1 })]).metadata).toEqual({
      kind: 'REMINDER',
      carrier: 'x',
      more: 1,
    });
    expect(fold([metadata('provider', { trunkline_call_id: 'call_1' })]).metadata).toBeUndefined();
  });
});

describe('the same news', () => {
  test('has the same key, whatever the order of its fields', () => {
    const one = fact('started', 'provider', { direction: 'inbound', from: 'a', to: 'b' });
    expect(fact('started', 'provider', { to: 'b', from: 'a', direction: 'inbound' }).key).toBe(one.key);
  });

  test('has another key from another source, at another time, or with other content', () => {
    const keys = [
      fact('answered', 'provider', {}),
      fact('answered', 'provider', {}, at(1)),
      fact('answered', 'reconciliation', {}),
      fact('ringing', 'provider', {}),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
  });
});
