/** An entry as it is shown. */
import { redactLine } from '../../core/logger/redact.ts';
import type { AuditEntry, Sealed } from '../../models/audit-entries.ts';
import { open } from './personal.ts';
import type { SubjectKey } from './subjects.ts';

type Values = Readonly<Record<string, unknown>>;

export interface AuditRecord {
  readonly id: string;
  readonly seq: number;
  readonly at: Date;
  readonly action: string;
  readonly outcome: AuditEntry['outcome'];
  /** The entry that had said it was begun. */
  readonly of: string | undefined;
  readonly failure: string | undefined;
  readonly resource: { readonly type: string; readonly id: string };
  /** Without name and address where the person was forgotten. */
  readonly actor: {
    readonly kind: AuditEntry['actorKind'];
    readonly id: string;
    readonly name: string | undefined;
    readonly ip: string | undefined;
  };
  readonly requestId: string;
  readonly before: Values | undefined;
  readonly after: Values | undefined;
  readonly personal: Values | undefined;
  /** Whether there were personal values that nobody can read any more. */
  readonly forgotten: boolean;
  readonly hash: string;
}

export function recordOf(
  entry: AuditEntry,
  keys: ReadonlyMap<string, SubjectKey>,
  { fullNumbers }: { fullNumbers: boolean },
): AuditRecord {
  const { _id: id, tenantId, seq, at, action, outcome, of, failure, requestId, hash } = entry;
  const opened = (sealed: Sealed | undefined, field: 'person' | 'personal'): Values | undefined => {
    const key = sealed && keys.get(sealed.key);
    return key && open(key, sealed, { tenantId, entry: id, field });
  };
  const person = opened(entry.person, 'person');
  const personal = opened(entry.personal, 'personal');
  return {
    id,
    seq,
    at,
    action,
    outcome,
    of,
    failure,
    resource: { type: entry.resourceType, id: entry.resourceId },
    actor: {
      kind: entry.actorKind,
      id: entry.actorId,
      name: entry.actorName ?? textOf(person?.name),
      ip: entry.ip ?? textOf(person?.ip),
    },
    requestId,
    before: parsed(entry.before),
    after: parsed(entry.after),
    personal: fullNumbers || personal === undefined ? personal : parsed(redactLine(JSON.stringify(personal))),
    forgotten:
      (entry.person !== undefined && person === undefined) ||
      (entry.personal !== undefined && personal === undefined),
    hash,
  };
}

function parsed(json: string | undefined): Values | undefined {
  return json === undefined ? undefined : JSON.parse(json);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
