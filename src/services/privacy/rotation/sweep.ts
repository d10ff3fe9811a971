/**
 * Puts every sealed value under the current key. It looks through one field after the other, in small pages, and goes
 * on where it was; a value that somebody writes meanwhile is left to whoever wrote it. A field is done when a whole
 * pass has found nothing under an older key: a process that had not yet heard of the new key may have written behind us.
 */

import { platformTenantId } from '../../../core/caller.ts';
import type { Clock } from '../../../core/clock.ts';
import { OpenError, type Sealer } from '../../../core/crypto/index.ts';
import type { Logger } from '../../../core/logger/index.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Resealings, SeenUnder, StoredResealing } from '../../../models/resealings.ts';
import type { Resealed, SealedPlace, SealedValue } from '../kind.ts';
import type { Kinds } from '../registry.ts';
import type { Breathe } from '../under-lease.ts';

export interface RotationParts {
  readonly kinds: Kinds;
  readonly sealer: Sealer;
  /** Ids of ENCRYPTION_KEYS, the current one first. */
  readonly keyIds: readonly [string, ...string[]];
  readonly resealings: Resealings;
  readonly scope: SystemScope;
  readonly clock: Clock;
  readonly log: Logger;
}

const pageSize = 100;
/** One that reseals, and one that finds all of it done. */
const passesAtOnce = 2;
/** A field that is done is looked through again once in a while, for what came from a backup or an old process. */
const againAfterMs = 24 * 3_600_000;

export const placesOf = (kinds: Kinds): SealedPlace[] => kinds.flatMap(({ sealed }) => sealed);

/** Resolves with how many values were put under the current key. */
export async function sweepSealed(parts: RotationParts, breathe: Breathe): Promise<number> {
  let resealed = 0;
  for (const place of placesOf(parts.kinds)) {
    let passes = 0;
    for (let state = await stateOf(parts, place); passes < passesAtOnce && isDue(parts, state); ) {
      const page = await place.page({ after: state.after, limit: pageSize });
      for (const value of page) {
        const { seen, done } = await reseal(parts, place, value);
        if (seen === undefined) state.unreadable += 1;
        else count(state.seen, seen);
        resealed += done ? 1 : 0;
      }
      if (page.length < pageSize) passes += 1;
      state = page.length < pageSize ? finished(parts, state) : { ...state, after: page.at(-1)?.id ?? '' };
      await save(parts, state);
      if (!(await breathe())) return resealed;
    }
  }
  return resealed;
}

async function stateOf(
  { resealings, scope, keyIds: [keyId] }: RotationParts,
  { name }: SealedPlace,
): Promise<StoredResealing> {
  const found = await resealings.findById(scope, name);
  const fresh = { _id: name, tenantId: platformTenantId, keyId, seen: [], unreadable: 0 };
  if (found === null) return fresh;
  // Another key came in front: what was seen before says nothing any more.
  return found.keyId === keyId ? found : { ...fresh, ...(found.last && { last: found.last }) };
}

function isDue({ clock, keyIds: [keyId] }: RotationParts, { after, last }: StoredResealing): boolean {
  if (after !== undefined || last === undefined || last.keyId !== keyId) return true;
  if (last.seen.some((one) => one.keyId !== keyId)) return true;
  return clock.now().getTime() - last.at.getTime() > againAfterMs;
}

/** Whether that pass found every value under this key. */
export function isClean(
  { keyId, seen, unreadable }: NonNullable<StoredResealing['last']>,
  under: string,
): boolean {
  return keyId === under && unreadable === 0 && seen.every((one) => one.keyId === under);
}

async function reseal(
  { sealer, keyIds: [current], log }: RotationParts,
  place: SealedPlace,
  value: SealedValue,
): Promise<{ seen: string | undefined; done: boolean }> {
  const { envelope } = value;
  try {
    const seen = sealer.keyIdOf(envelope);
    if (seen === current) return { seen, done: false };
    return { seen, done: await place.replace(value, anew(sealer, value)) };
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    log.warn({ field: place.name, id: value.id, error }, 'a sealed value cannot be opened');
    return { seen: undefined, done: false };
  }
}

function anew(sealer: Sealer, { envelope, context }: SealedValue): Resealed {
  if (typeof envelope !== 'string') return { envelope: sealer.reseal(envelope, context), text: '' };
  const text = sealer.open(envelope, context);
  return { envelope: sealer.seal(text, context), text };
}

function count(seen: SeenUnder[], keyId: string): void {
  const one = seen.find((each) => each.keyId === keyId);
  if (one === undefined) seen.push({ keyId, count: 1 });
  else one.count += 1;
}

function finished({ clock }: RotationParts, { after: _, ...state }: StoredResealing): StoredResealing {
  const { keyId, seen, unreadable } = state;
  return { ...state, seen: [], unreadable: 0, last: { keyId, seen, unreadable, at: clock.now() } };
}

async function save({ resealings, scope }: RotationParts, state: StoredResealing): Promise<void> {
  const { _id, tenantId, after, ...rest } = state;
  const update = {
    $set: { ...rest, ...(after !== undefined && { after }) },
    ...(after === undefined && { $unset: { after: true as const } }),
  };
  await resealings.updateOne(scope, { _id, tenantId }, update, { upsert: true });
}
