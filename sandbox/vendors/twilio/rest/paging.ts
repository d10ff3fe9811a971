/** Lists, newest first, a page at a time. */
import { refused } from './form.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly frame: {
    readonly page: number;
    readonly page_size: number;
    readonly start: number;
    readonly end: number;
    readonly uri: string;
    readonly first_page_uri: string;
    readonly next_page_uri: string | null;
    readonly previous_page_uri: string | null;
  };
}

const usualSize = 50;
const largestSize = 1_000;

interface Listed {
  readonly sid: string;
  readonly createdAt: number;
}

/** `path` as the API's own root sees it, without a query. */
export function pageOf<T extends Listed>(all: readonly T[], path: string, query: URLSearchParams): Page<T> {
  const number = (name: string, usual: number) => {
    const value = query.get(name);
    if (value === null || value === '') return usual;
    if (/^\d+$/.test(value)) return Number(value);
    throw refused(20001, `${name} must be a whole number, not ${value}`);
  };
  const page = number('Page', 0);
  const size = Math.min(Math.max(number('PageSize', usualSize), 1), largestSize);
  // A page token fixes the place in the list, so that what is added meanwhile moves nothing from page to page.
  const ordered = [...all].sort((a, b) => b.createdAt - a.createdAt || (a.sid < b.sid ? -1 : 1));
  const after = tokenOf(query.get('PageToken'));
  const start = after === undefined ? page * size : ordered.findIndex((each) => each.sid === after) + 1;
  const items = ordered.slice(start, start + size);
  const last = items.at(-1);

  const link = (to: number, token?: string) => {
    const next = new URLSearchParams(query);
    next.delete('PageToken');
    next.set('PageSize', String(size));
    next.set('Page', String(to));
    if (token !== undefined) next.set('PageToken', token);
    return `${path}?${next}`;
  };
  const before = ordered[start - size - 1]?.sid;
  return {
    items,
    frame: {
      page,
      page_size: size,
      start: page * size,
      end: page * size + Math.max(items.length - 1, 0),
      uri: link(page),
      first_page_uri: link(0),
      next_page_uri:
        last !== undefined && ordered.length > start + size ? link(page + 1, `PA${last.sid}`) : null,
      previous_page_uri: page === 0 ? null : link(page - 1, before === undefined ? undefined : `PA${before}`),
    },
  };
}

function tokenOf(token: string | null): string | undefined {
  return token?.startsWith('PA') ? token.slice(2) : undefined;
}

/** Filters `Name`, `Name<` and `Name>` by day or by moment; a day means the whole of it. */
export function within(query: URLSearchParams, name: string, at: number | undefined): boolean {
  const wanted = (suffix: string) => query.get(`${name}${suffix}`);
  const [on, before, after] = [wanted(''), wanted('<'), wanted('>')];
  if (on === null && before === null && after === null) return true;
  if (at === undefined) return false;
  const day = new Date(at).toISOString().slice(0, 10);
  return (
    (on === null || (isDay(on) ? day === on : at === moment(on))) &&
    (before === null || (isDay(before) ? day <= before : at <= moment(before))) &&
    (after === null || (isDay(after) ? day >= after : at >= moment(after)))
  );
}

const isDay = (written: string) => /^\d{4}-\d\d-\d\d$/.test(written);

function moment(written: string): number {
  const at = Date.parse(written);
  if (Number.isNaN(at)) throw refused(20001, `${written} is no date`);
  return at;
}
