/** The log as text, entry by entry. */
import type { AuditEntry } from '../../contract/audit.ts';
import { type Cell, csvRow } from '../../core/csv.ts';

export async function* jsonLines(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

const columns: Record<string, (entry: AuditEntry) => Cell> = {
  seq: ({ seq }) => seq,
  id: ({ id }) => id,
  at: ({ at }) => at,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  of: ({ of }) => of,
  failure: ({ failure }) => failure,
  resourceType: ({ resource }) => resource.type,
  resourceId: ({ resource }) => resource.id,
  actorKind: ({ actor }) => actor.kind,
  actorId: ({ actor }) => actor.id,
  actorName: ({ actor }) => actor.name,
  ip: ({ actor }) => actor.ip,
  requestId: ({ requestId }) => requestId,
  before: ({ before }) => before && JSON.stringify(before),
  after: ({ after }) => after && JSON.stringify(after),
  personal: ({ personal }) => personal && JSON.stringify(personal),
  forgotten: ({ forgotten }) => String(forgotten),
  hash: ({ hash }) => hash,
};

export async function* csv(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield csvRow(Object.keys(columns));
  for await (const entry of entries) yield csvRow(Object.values(columns).map((value) => value(entry)));
}
