/** A fact's content through the eyes of who looks. */
import type { Fact, FactKind } from '../../../core/calls/facts.ts';
import type { Sight } from '../../../core/masking.ts';

/** What was said in the call, and what was made of that. */
const wordKinds = new Set<FactKind>(['line', 'note', 'input', 'summary', 'findings', 'other']);

/** What may hold anything, a card's number among them, is for those alone who see numbers in full: null for others. */
export function shownFact(
  { kind, content }: Fact,
  { eyes, full, words }: Sight,
): Record<string, unknown> | null {
  if (!words && wordKinds.has(kind)) return null;
  if (full) return { ...content };
  switch (kind) {
    case 'caller':
    case 'metadata':
    case 'input':
    case 'findings':
    case 'other':
      return null;
    case 'started':
    case 'transfer':
      return withText(content, ['from', 'to'], eyes.number);
    default:
      return withText(content, ['text', 'message', 'error', 'reason', 'tag'], eyes.text);
  }
}

function withText(content: object, names: readonly string[], shown: (value: string) => string) {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => [
      name,
      names.includes(name) && typeof value === 'string' ? shown(value) : value,
    ]),
  );
}
