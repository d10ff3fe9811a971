/** How far a rotation of ENCRYPTION_KEYS is, and which old keys nothing needs any more. */
import type { StoredResealing } from '../../../models/resealings.ts';
import { isClean, placesOf, type RotationParts } from './sweep.ts';

export interface FieldStatus {
  readonly name: string;
  /** Whether the last whole pass found every value under the current key. */
  readonly done: boolean;
  /** By key: what the pass under way has seen so far or, where none is, the last one. */
  readonly seen: Readonly<Record<string, number>>;
  /** Values that no key of the ring opens. */
  readonly unreadable: number;
  /** When the last whole pass ended. */
  readonly passedAt: Date | undefined;
}

export interface RotationStatus {
  readonly currentKey: string;
  readonly fields: readonly FieldStatus[];
  /** A key that no field needs may be taken out of ENCRYPTION_KEYS, once every process runs with the current one in front. */
  readonly oldKeys: readonly { readonly id: string; readonly neededBy: readonly string[] }[];
}

type StatusParts = Pick<RotationParts, 'kinds' | 'resealings' | 'scope' | 'keyIds'>;

export async function rotationStatus(parts: StatusParts): Promise<RotationStatus> {
  const {
    kinds,
    keyIds: [currentKey, ...older],
  } = parts;
  const fields = await fieldStatuses(parts);
  // A pass counts what it reads; which of the old keys an unfinished field needs is known when it has ended.
  const unfinished = fields.filter(({ done }) => !done).map(({ name }) => name);
  const oldKeys = older.map(async (id) => {
    const uses = kinds.flatMap(({ keyUse }) => keyUse ?? []);
    const needed = await Promise.all(uses.map(async ({ what, needs }) => ((await needs(id)) ? [what] : [])));
    return { id, neededBy: [...unfinished, ...needed.flat()] };
  });
  return { currentKey, fields, oldKeys: await Promise.all(oldKeys) };
}

export async function fieldStatuses({
  kinds,
  resealings,
  scope,
  keyIds: [currentKey],
}: StatusParts): Promise<FieldStatus[]> {
  const stored = new Map((await resealings.find(scope, {})).map((state) => [state._id, state]));
  return placesOf(kinds).map(({ name }) => fieldStatus(name, stored.get(name), currentKey));
}

function fieldStatus(name: string, state: StoredResealing | undefined, currentKey: string): FieldStatus {
  const { last } = state ?? {};
  const shown = state?.keyId === currentKey && state.after !== undefined ? state : last;
  return {
    name,
    done: last !== undefined && isClean(last, currentKey),
    seen: Object.fromEntries((shown?.seen ?? []).map(({ keyId, count }) => [keyId, count])),
    unreadable: shown?.unreadable ?? 0,
    passedAt: last?.at,
  };
}
