/** From what a service tells the log to what the log keeps of it. */
import type { Actor } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { AuditEvent } from './audit.ts';
import type { Draft } from './chain.ts';
import { differences } from './differences.ts';
import { maskedJson, maskedText } from './masked.ts';

type Values = Readonly<Record<string, unknown>>;

/** A draft, and what of it still has to be sealed. */
export interface Told {
  readonly draft: Draft;
  readonly person?: { readonly subject: string; readonly values: Values };
  readonly personal?: { readonly subject: string; readonly values: Values };
}

export type Outcome = Pick<Draft, 'outcome' | 'of' | 'failure'>;

export function toldOf(actor: Actor, event: AuditEvent, outcome: Outcome, clock: Clock): Told {
  const { action, resource, personal } = event;
  const { before, after } = differences(event.before, event.after);
  return {
    draft: {
      _id: newId('aud'),
      at: clock.now(),
      action: text(action),
      ...outcome,
      resourceType: text(resource.type),
      resourceId: text(resource.id),
      actorKind: actor.kind,
      actorId: text(actor.id),
      ...(actor.kind !== 'user' && { actorName: text(actor.name) }),
      ...(actor.kind === 'key' && { ip: text(actor.ip) }),
      requestId: text(actor.requestId),
      ...(before !== undefined && { before: maskedJson(before) }),
      ...(after !== undefined && { after: maskedJson(after) }),
    },
    ...(actor.kind === 'user' && {
      person: { subject: actor.id, values: { name: actor.name, ip: actor.ip } },
    }),
    ...(personal !== undefined && { personal }),
  };
}

/** Never empty: the database takes an empty text for one that is missing. */
function text(value: string): string {
  return maskedText(value).slice(0, 300).toWellFormed() || '-';
}
