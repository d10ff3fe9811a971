/** Whom a call was passed on to. */
import type { FactContent } from '../../../../core/calls/facts.ts';
import { defined } from '../../../../core/defined.ts';
import { text } from '../fields.ts';
import { party } from './parties.ts';
import type { BlandRecord } from './shape.ts';

/** A colleague who was called, and did not come, is one whom the call was not passed on to. */
export function transferOf(record: BlandRecord): FactContent<'transfer'> | undefined {
  const state = text.parse(record.warm_transfer_call?.state)?.toLowerCase().slice(0, 64);
  const to = party(record.transferred_to);
  if (to === undefined && state === undefined) return undefined;
  const failed = state !== undefined && ['no_answer', 'cancelled', 'timed_out'].includes(state);
  return defined({ to: failed ? undefined : to, state });
}
