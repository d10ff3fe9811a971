/** What of a call is another one than before. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredCall } from '../../../models/calls.ts';

/** What a call is searched by is written later, and by somebody else (services/calls/search); so is what it uses. */
export type FoldedDocument = Omit<StoredCall, 'rev' | 'words' | 'textDue' | 'usageDue'>;

/** Undefined where nothing is. The revision goes with it. */
export function changeOf(old: StoredCall, next: FoldedDocument) {
  const { rev, words: _words, textDue: _text, usageDue: _usage, ...before } = old;
  const set = Object.entries(next).filter(
    ([field, value]) => !isDeepStrictEqual(value, before[field as keyof FoldedDocument]),
  );
  const gone = Object.keys(before).filter((field) => !(field in next));
  if (set.length + gone.length === 0) return undefined;
  return {
    $set: { ...Object.fromEntries(set), rev: rev + 1 },
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, true as const])) }),
  };
}
