/** Answers, as people read them. */
import { stripVTControlCharacters } from 'node:util';

type Row = readonly string[];

/** Columns as wide as their widest cell. */
export function aligned(rows: readonly Row[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export type Columns<T> = Readonly<Record<string, (row: T) => unknown>>;

/** With a line of headings; `nothing` where there are no rows. */
export function table<T>(rows: readonly T[], columns: Columns<T>, nothing: string): string {
  if (rows.length === 0) return nothing;
  const headings = Object.keys(columns).map((heading) => heading.toUpperCase());
  return aligned([headings, ...rows.map((row) => Object.values(columns).map((column) => cell(column(row))))]);
}

/** One thing, a line for each of its fields; those of a field that is a thing itself behind a point. */
export function details(thing: object): string {
  return aligned(flat(thing, ''));
}

function flat(thing: object, before: string): Row[] {
  return Object.entries(thing).flatMap(([name, value]): Row[] => {
    const isThing = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isThing && !(value instanceof Date)) return flat(value, `${before}${name}.`);
    return [[`${before}${name}`, cell(value)]];
  });
}

/** On one line, whatever somebody gave as their name: nothing in it steers the terminal. */
function cell(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(cell).join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
