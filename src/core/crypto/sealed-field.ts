/**
 * A field of a collection that does not lie open in the database. Its value opens in its own field of its own document
 * of its own tenant alone: a copy in another place is worth nothing. It cannot be searched; what has to be found by it
 * is found by a keyed hash beside it.
 */
import type { SealContext } from './context.ts';
import type { Sealer } from './sealer.ts';

export interface Owner {
  readonly _id: string;
  readonly tenantId: string;
}

export interface SealedField {
  seal(owner: Owner, text: string): string;
  open(owner: Owner, envelope: string): string;
}

/** `field`: the collection's and its own name, as `erasure.number`. It must never change: old values would not open. */
export function createSealedField(sealer: Pick<Sealer, 'seal' | 'open'>, field: string): SealedField {
  return {
    seal: (owner, text) => sealer.seal(text, sealedContext(owner, field)),
    open: (owner, envelope) => sealer.open(envelope, sealedContext(owner, field)),
  };
}

export function sealedContext({ _id: id, tenantId }: Owner, field: string): SealContext {
  return { tenantId, field, id };
}
