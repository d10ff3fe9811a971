/** One change of a number: made of the revision that was seen, noted before it is made, and told to every instance. */
import type { Caller } from '../../core/caller.ts';
import { ConflictError } from '../../core/errors.ts';
import type { StoredNumber } from '../../models/numbers.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { withEntry } from './entries.ts';
import type { NumberNeeds } from './management.ts';
import { existing } from './reach.ts';

const fields = ['holderId', 'agent', 'greeting', 'removedAt'] as const;
type Field = (typeof fields)[number];
type Present = { readonly [F in Field]?: StoredNumber[F] | undefined };

export interface Change {
  readonly action: AuditEvent['action'];
  /** The revision that was seen. */
  readonly rev: number;
  /** What it is from now on; what is not there is nobody's, or nothing. Throws where that cannot be. */
  present(line: StoredNumber): Present | Promise<Present>;
}

export async function changeNumber(
  { numbers, everyone, audit, revocations, clock }: NumberNeeds,
  caller: Caller,
  numberId: string,
  { action, rev, present }: Change,
): Promise<StoredNumber> {
  const line = await existing(numbers, everyone, caller, numberId);
  if (line.rev !== rev) throw outdated(rev, line.rev);
  const after = await present(line);
  const event = {
    action,
    resource: { type: 'number', id: numberId },
    before: told(line),
    after: told(after),
  };
  return audit.record(caller.scope, caller, event, async () => {
    const changed = await numbers.findOneAndUpdate(
      everyone,
      { _id: numberId, rev },
      update(line, after, caller, clock.now()),
    );
    if (changed === null) throw outdated(rev);
    await revocations.announce({ kind: 'number', id: line.key });
    return changed;
  });
}

/** Whoever has it and which agent answers is history; what is said there is not. */
function update(line: StoredNumber, after: Present, { id: by }: Caller, now: Date) {
  const { holderId, agent } = after;
  const isNews = holderId !== line.holderId || agent !== line.agent;
  const entry = { by, ...(holderId !== undefined && { holderId }), ...(agent !== undefined && { agent }) };
  const set = Object.fromEntries(
    fields.flatMap((name) => (after[name] === undefined ? [] : [[name, after[name]]])),
  );
  const unset = Object.fromEntries(
    fields.flatMap((name) => (after[name] === undefined ? [[name, true as const]] : [])),
  );
  return {
    $set: { ...set, ...(isNews && { entries: withEntry(line, entry, now) }) },
    $unset: unset,
    $inc: { rev: 1 },
  };
}

function told({ holderId, agent, greeting }: Present) {
  return { tenantId: holderId ?? null, agent: agent ?? null, greeting: greeting ?? null };
}

function outdated(seen: number, now?: number): ConflictError {
  const news = now === undefined ? 'somebody was faster' : `it is revision ${now} now`;
  return new ConflictError(`Nothing was changed: you saw revision ${seen}, and ${news}. Read it again.`, {
    code: 'REVISION_OUTDATED',
  });
}
