/** A fact's content through the eyes of who looks. */
import type { Fact } from '../../../core/calls/facts.ts';
import type { Sight } from '../../../core/masking.ts';

/** What may hold anything, a card's number among them, is for those alone who see numbers in full: null for others. */
export function shownFact({ kind, content }: Fact, { eyes, full }: Sight): Record<string, unknown> | null {
  if (full) return { ...content };
  switch (kind) {
    case 'caller':
    case 'metadata':
    case 'input':
    case 'findings':
    case 'other':
      return null;
    case 'started':
    case 'transfer': {
      const masked = Object.entries(content).map(([name, value]) => [
        name,
        (name === 'from' || name === 'to') && typeof value === 'string' ? eyes.number(value) : value,
      ]);
      return Object.fromEntries(masked);
    }
    default:
      return { ...content };
  }
}
