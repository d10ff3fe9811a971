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
      (a, b) =>
        Number(a.call.ended) - Number(b.call.ended) ||
        b.call.startedAt.localeCompare(a.call.startedAt) ||
        a.call.id.localeCompare(b.call.id),
    );
}

function textOf({ call: { id, from, to, agent, callerName, lastLine } }: Row): string {
  return [id, from, to, agent, callerName, lastLine?.text].join(' ').toLowerCase();
}
