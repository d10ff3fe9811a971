/** What was said last is the same, in whatever order and in however many messages it was told. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fact } from '../../../../src/core/calls/fact.ts';
import type { Fact } from '../../../../src/core/calls/facts.ts';
import type { LastLine } from '../../../../src/models/calls.ts';
import { lastLineOf } from '../../../../src/services/calls/apply/last-line.ts';
import type { CallNews } from '../../../../src/services/calls/apply/news.ts';
import { often } from '../../../helpers/often.ts';

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));

const news = (second: number, ...facts: Fact[]): CallNews => ({
  receiptId: `rcpt_${second}`,
  connection: { id: 'conn_1', ownerId: 'ten_1', provider: 'bland', simulated: false },
  receivedAt: at(second),
  providerCallId: 'c1',
  facts,
  tenantId: 'ten_1',
  callId: 'call_1',
  numberId: undefined,
  agent: undefined,
});

const line = (text: string, number?: number, second?: number) =>
  fact(
    'line',
    'provider',
    { who: 'caller', text, ...(number !== undefined && { number }) },
    second === undefined ? undefined : at(second),
  );
const note = (message: string) => fact('note', 'provider', { category: 'call', level: 'info', message });

const last = (...all: CallNews[]) =>
  all.reduce<LastLine | undefined>((before, each) => lastLineOf(before, [each]), undefined)?.text;

test('of lines without times the one with the highest number', () => {
  expect(last(news(1, line('six', 6), line('five', 5), line('one', 1)))).toBe('six');
});

test('of lines in one second the one with the highest number', () => {
  expect(last(news(1, line('two', 2, 0), line('three', 3, 0), line('one', 1, 0)))).toBe('three');
});

test('the transcript counts before what was told while the call went on, however late that comes', () => {
  const [during, after] = [news(3, note('talking')), news(90, line('Bye.', 2, 60))];
  expect(last(during, after)).toBe('Bye.');
  expect(last(after, during)).toBe('Bye.');
});

test('in any order', () => {
  const second = fc.option(fc.nat({ max: 3 }), { nil: undefined });
  const told = fc.oneof(
    fc.tuple(fc.string(), second, second).map(([text, number, when]) => line(text, number, when)),
    fc.string().map(note),
  );
  const messages = fc.array(fc.array(told, { maxLength: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      messages.chain((all) => {
        const received = all.map((facts, index) => news(index, ...facts));
        return fc.tuple(fc.constant(received), fc.shuffledSubarray(received, { minLength: received.length }));
      }),
      ([straight, mixed]) => {
        expect(last(...mixed)).toBe(last(...straight));
      },
    ),
    { numRuns: often(2_000) },
  );
});
