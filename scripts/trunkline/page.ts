/** Lists come in pages, as over HTTP. */
import type { Page } from '../../src/core/cursor.ts';
import type { Answer, Context, Options } from './command.ts';
import { type Columns, table } from './output.ts';

export const pageOptions = {
  limit: { type: 'number', value: 'N', description: 'How many at most: 1 to 100, 50 if nothing is said.' },
  cursor: { type: 'text', value: 'CURSOR', description: 'Where the next page begins, as the last one said.' },
} as const satisfies Options;

export function paged<T>(
  { tell, json }: Pick<Context, 'tell' | 'json'>,
  page: Page<T>,
  columns: Columns<T>,
  nothing: string,
): Answer {
  if (page.nextCursor !== null && !json) tell(`There are more: --cursor ${page.nextCursor}`);
  return { data: page, text: table(page.items, columns, nothing) };
}
