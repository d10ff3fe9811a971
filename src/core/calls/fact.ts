/** Makes facts. A fact's key is a hash of what it says, and of nothing else. */
import { hash } from 'node:crypto';
import { lengthPrefixed } from '../length-prefixed.ts';
import { canonicalJson } from './canonical-json.ts';
import { type FactContent, type FactKind, type FactOf, type FactSource, factContents } from './facts.ts';

/** Throws a ZodError where the content is not what the catalogue says. */
export function fact<K extends FactKind>(
  kind: K,
  source: FactSource,
  content: FactContent<K>,
  at?: Date,
): FactOf<K> {
  const parsed = factContents[kind].parse(content);
  const parts = [kind, source, at?.toISOString() ?? '', canonicalJson(parsed)];
  const key = hash('sha256', lengthPrefixed(parts), 'base64url');
  return { kind, source, ...(at !== undefined && { at }), content: parsed, key } as unknown as FactOf<K>;
}
