/** The secrets of a key, the present one first. */
import { ConflictError } from '../../core/errors.ts';
import type { StoredSecret } from '../../models/api-keys.ts';
import { digestOf } from './text.ts';

/** More at a time would mean that nobody puts the new ones to use. */
const most = 5;

export function secretOf(text: string, now: Date): StoredSecret {
  return { hash: digestOf(text).toString('base64url'), createdAt: now };
}

/** After a rotation: those from before live for as long as they are granted, and no longer than they had already. */
export function newSecrets(
  secrets: readonly StoredSecret[],
  text: string,
  overlapSec: number,
  now: Date,
): StoredSecret[] {
  const end = new Date(now.getTime() + overlapSec * 1000);
  const older = secrets.map(({ validUntil = end, ...secret }) => ({
    ...secret,
    validUntil: validUntil < end ? validUntil : end,
  }));
  const alive = older.filter(({ validUntil }) => validUntil > now);
  if (alive.length >= most) {
    throw new ConflictError(
      `This key has ${most} secrets that are still good. Wait for one to run out, or rotate without an overlap.`,
      { code: 'ROTATIONS_UNDER_WAY' },
    );
  }
  // Some that are over stay, so that whoever still uses them is told why they are refused.
  return [secretOf(text, now), ...older.slice(0, most)];
}
