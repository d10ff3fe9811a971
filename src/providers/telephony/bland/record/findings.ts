/** What a record tells besides, that is kept beside the call. */
import { fact } from '../../../../core/calls/fact.ts';
import type { Fact, FactSource } from '../../../../core/calls/facts.ts';
import { defined } from '../../../../core/defined.ts';
import type { BlandRecord } from './shape.ts';

/** Bland's own variables, which say nothing that the record does not, or that lasts. */
const system = new Set([
  'now',
  'now_utc',
  'short_from',
  'short_to',
  'from',
  'to',
  'call_id',
  'phone_number',
  'city',
  'country',
  'state',
  'zip',
  'language',
  'timestamp',
  'timezone',
]);

export function findingsOf(record: BlandRecord, source: FactSource): Fact[] {
  const { variables = {}, is_proxy_agent_call: isProxy } = record;
  const { pre_transfer_duration, post_transfer_duration } = record;
  const own = Object.fromEntries(Object.entries(variables).filter(([name]) => !system.has(name)));
  const minutes = defined({ pre_transfer_duration, post_transfer_duration });
  return [
    ...(Object.keys(own).length > 0 ? [fact('findings', source, { of: 'variables', values: own })] : []),
    ...(Object.keys(minutes).length > 0
      ? [fact('findings', source, { of: 'transfer_minutes', values: minutes })]
      : []),
    // It only brings a colleague to the line of another call.
    ...(isProxy === true ? [fact('other', source, { name: 'proxy agent call', value: true })] : []),
  ];
}
