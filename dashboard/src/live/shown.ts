/** Which rows are shown, and in which order: those that go on by their beginning, then those that have just ended. */
import type { Row } from './feed-state.ts';

export const filters = ['all', 'talking', 'ringing', 'ended'] as const;
export type Filter = (typeof filters)[number];

export function fits({ call }: Row, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'ended') return call.ended;
  if (call.ended) return false;
  return (call.status === 'in-progress') === (filter === 'talking');
}

export function shown(rows: Iterable<Row>, filter: Filter, find: string): Row[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  return [...rows]
    .filter((row) => fits(row, filter) && words.every((word) => textOf(row).includes(word)))
    .sort(
      ({ call: a }, { call: b }) =>
        Number(a.ended) - Number(b.ended) || byText(b.startedAt, a.startedAt) || byText(a.id, b.id),
    );
}

/** Letter by letter: hundreds of rows are sorted with every event, and by the rules of a language it takes four times as long. */
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function textOf({ call: { id, from, to, agent, callerName, lastLine } }: Row): string {
  return [id, from, to, agent, callerName, lastLine?.text].join(' ').toLowerCase();
}
