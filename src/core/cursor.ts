/** Where the next page of a list begins. What a cursor holds is nobody's business but the list's. */
import { ValidationError } from './errors.ts';

export function cursorOf(place: string): string {
  return Buffer.from(place).toString('base64url');
}

/** `isPlace`: whether the list could have given that. */
export function placeOf(cursor: string, isPlace: (place: string) => boolean): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (isPlace(place)) return place;
  throw new ValidationError('This cursor is none of this list.', [
    { path: 'query.cursor', message: 'expected the nextCursor of the page before, unchanged' },
  ]);
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** Of what was found, one more than the page may hold, the page. */
export function pageOf<D extends { _id: string }, T>(
  found: readonly D[],
  limit: number,
  shown: (document: D) => T,
): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(shown),
    nextCursor: found.length > limit && last !== undefined ? cursorOf(last._id) : null,
  };
}
