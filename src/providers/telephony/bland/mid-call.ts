/**
 * What Bland sends while a call goes on: a text, and nothing that says when it was, or which of two that are alike.
 * Nothing is counted from these.
 */
import { z } from 'zod';
import { fact } from '../../../core/calls/fact.ts';
import type { Fact } from '../../../core/calls/facts.ts';
import { text } from './fields.ts';
import type { Body } from './message.ts';

const shape = z.object({ category: text, log_level: text, message: text });

/** Without a number: the record that comes after the call has the same lines, with their numbers and times. */
const speech = [
  ['agent', 'Agent speech: '],
  ['caller', 'Handling user speech: '],
] as const;

export function midCallFacts(body: Body): Fact[] {
  const { category = '', log_level = '', message = '' } = shape.parse(body);
  // It waits its turn: nobody is on the line yet.
  if (category === 'queue') return [fact('other', 'provider', { name: 'queue', value: message })];
  for (const [who, beginning] of speech) {
    const said = message.startsWith(beginning) ? message.slice(beginning.length).trim() : '';
    if (said !== '') return [fact('line', 'provider', { who, text: said })];
  }
  const note = fact('note', 'provider', {
    category: category.slice(0, 64),
    level: log_level.slice(0, 64),
    message,
  });
  return message === 'Call connected' ? [fact('answered', 'provider', {}), note] : [note];
}
