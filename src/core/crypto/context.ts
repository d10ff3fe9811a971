/** What an encrypted value belongs to. It opens with the same context only, so that none can be put in another's place. */
import { lengthPrefixed } from '../length-prefixed.ts';

export interface SealContext {
  readonly tenantId: string;
  /** What is encrypted, as `connection.credentials`. */
  readonly field: string;
  readonly [more: string]: string;
}

/** The same bytes whatever the order of the names. */
export function contextBytes(context: SealContext): Buffer {
  const entries = Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1));
  return lengthPrefixed(entries.flat());
}
