/**
 * Where a verification goes on, as it travels with whoever asks. It is signed for its tenant: a place that somebody
 * made up would call a log whole of which nobody has looked at the beginning.
 */
import { z } from 'zod';
import { cursorOf, placeOf } from '../../core/cursor.ts';
import type { Signature } from './signature.ts';
import type { Place } from './verification.ts';

const Signed = z.object({
  place: z.object({ seq: z.int().min(1), id: z.string(), hash: z.string(), held: z.int() }),
  key: z.string(),
  mac: z.string(),
});

/** Unlike the hash of an entry, which is what the same key signs otherwise. */
const signedText = (tenantId: string, { seq, id, hash, held }: Place) =>
  JSON.stringify(['trunkline-audit-place', tenantId, seq, id, hash, held]);

export function createPlaces({ keyId, sign, check }: Signature) {
  function read(text: string): z.infer<typeof Signed> | undefined {
    try {
      return Signed.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  function isGood(tenantId: string, text: string): boolean {
    const signed = read(text);
    return (
      signed !== undefined && check(signedText(tenantId, signed.place), signed.key, signed.mac) === 'genuine'
    );
  }

  return {
    cursorOf: (tenantId: string, place: Place) =>
      cursorOf(JSON.stringify({ place, key: keyId, mac: sign(signedText(tenantId, place)) })),
    placeOf: (tenantId: string, cursor: string): Place =>
      Signed.parse(JSON.parse(placeOf(cursor, (text) => isGood(tenantId, text)))).place,
  };
}
