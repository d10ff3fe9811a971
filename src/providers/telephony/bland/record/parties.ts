/** Who called whom. */
import type { FactContent } from '../../../../core/calls/facts.ts';
import { defined } from '../../../../core/defined.ts';
import { text } from '../fields.ts';
import type { BlandRecord } from './shape.ts';

/** Undefined where nothing says which way the call went: the wrong way would be worse. */
export function partiesOf(record: BlandRecord): FactContent<'started'> | undefined {
  const [from, to] = [record.from, record.to].map(party);
  const direction = directionOf(record, from, to);
  return direction && { direction, ...defined({ from, to }) };
}

function directionOf({ inbound, variables, request_data }: BlandRecord, from?: string, to?: string) {
  if (inbound !== undefined) return inbound ? 'inbound' : 'outbound';
  // `phone_number` is always the other side's.
  const other = party(text.parse(variables?.phone_number));
  if (other !== undefined && from !== to) {
    if (other === to) return 'outbound';
    if (other === from) return 'inbound';
  }
  // Only who asks for a call names whom to call.
  return request_data?.phone_number === undefined ? undefined : 'outbound';
}

/**
 * Numbers come with and without their plus sign, those of the US without their country too; a call has the same ones
 * whichever way it is told. What is no number is a name or an address, such as that of SIP.
 */
export function party(written: string | undefined): string | undefined {
  if (written === undefined || written.length > 64) return undefined;
  const digits = written.replaceAll(/[\s().-]/g, '');
  if (/^[2-9]\d{9}$/.test(digits)) return `+1${digits}`;
  if (/^[1-9]\d{10,14}$/.test(digits)) return `+${digits}`;
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : written;
}
