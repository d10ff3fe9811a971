/** An entry as the contract has it. */
import type { AuditEntry as Shown } from '../../contract/audit.ts';
import { redactLine } from '../../core/logger/redact.ts';
import type { AuditEntry, Sealed } from '../../models/audit-entries.ts';
import { open, type Place } from './personal.ts';
import type { SubjectKey } from './subjects.ts';

type Values = Record<string, unknown>;

export interface Viewing {
  /** Whether phone numbers among personal values are shown in full. */
  readonly fullNumbers: boolean;
}

export function shown(
  entry: AuditEntry,
  keys: ReadonlyMap<string, SubjectKey>,
  { fullNumbers }: Viewing,
): Shown {
  const { _id: id, tenantId, actorKind, actorId, resourceType, resourceId } = entry;
  const opened = (sealed: Sealed | undefined, field: Place['field']): Values | null => {
    const key = sealed && keys.get(sealed.key);
    return sealed === undefined || key === undefined
      ? null
      : open(key, sealed, { tenantId, entry: id, field });
  };
  const person = opened(entry.person, 'person');
  const personal = opened(entry.personal, 'personal');
  return {
    id,
    seq: entry.seq,
    at: entry.at.toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    of: entry.of ?? null,
    failure: entry.failure ?? null,
    resource: { type: resourceType, id: resourceId },
    actor: {
      kind: actorKind,
      id: actorId,
      name: entry.actorName ?? textOf(person?.name),
      ip: entry.ip ?? textOf(person?.ip),
    },
    requestId: entry.requestId,
    before: parsed(entry.before),
    after: parsed(entry.after),
    personal: fullNumbers || personal === null ? personal : parsed(redactLine(JSON.stringify(personal))),
    forgotten: isGone(entry.person, person) || isGone(entry.personal, personal),
    hash: entry.hash,
  };
}

function isGone(sealed: Sealed | undefined, opened: Values | null): boolean {
  return sealed !== undefined && opened === null;
}

function parsed(json: string | undefined): Values | null {
  return json === undefined ? null : JSON.parse(json);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
