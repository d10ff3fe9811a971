/** Personal values of an entry, under the key of whom they are about: sealed when it is written, opened when it is read. */
import { createSealer } from '../../core/crypto/index.ts';
import type { Sealed } from '../../models/audit-entries.ts';
import type { SubjectKey } from './subjects.ts';

/** Where a sealed value belongs: nowhere else does it open. */
export interface Place {
  readonly tenantId: string;
  readonly entry: string;
  readonly field: 'person' | 'personal';
}

type Values = Readonly<Record<string, unknown>>;

const keyId = 'subject';

export function seal({ id, bytes }: SubjectKey, values: Values, place: Place): Sealed {
  const envelope = createSealer([{ id: keyId, bytes }]).seal(JSON.stringify(values), contextOf(place));
  return { key: id, envelope };
}

export function open({ bytes }: SubjectKey, { envelope }: Sealed, place: Place): Values {
  return JSON.parse(createSealer([{ id: keyId, bytes }]).open(envelope, contextOf(place)));
}

function contextOf({ tenantId, entry, field }: Place) {
  return { tenantId, field: `audit.${field}`, entry };
}
