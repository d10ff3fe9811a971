/** Twilio's lists, page by page. */
import type { z } from 'zod';
import { ExternalApiError } from '../../../../core/errors.ts';
import { type Ask, refusal } from './ask.ts';
import { pageOf } from './resources.ts';

/** As many as Twilio gives at once. */
const pageSize = 1_000;

interface List<T> {
  /** The resource's own, which is also its name in an answer, in capitals: `/2010-04-01/…/Calls.json`. */
  readonly path: string;
  readonly name: string;
  readonly item: z.ZodType<T>;
  readonly query?: Readonly<Record<string, string>>;
}

/** Nothing where Twilio knows no such list. */
export async function* listed<T>(
  ask: Ask,
  { path, name, item, query = {} }: List<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const page = pageOf(name, item);
  const seen = new Set<string>();
  let next: string | undefined = `${path}?${new URLSearchParams({ ...query, PageSize: String(pageSize) })}`;
  while (next !== undefined) {
    // The secret goes along: only to this list, and never in a circle.
    if (!next.startsWith(`${path}?`) || seen.has(next)) {
      throw new ExternalApiError("Twilio's list goes on at an address that cannot be its own.");
    }
    seen.add(next);
    const reply = await ask({ method: 'GET', path: next, signal });
    if (!reply.ok && reply.status === 404) return;
    if (!reply.ok) throw refusal(reply);
    const read = page.safeParse(reply.body);
    if (!read.success) throw new ExternalApiError('Twilio answered something that is no list.');
    yield* read.data.items;
    next = read.data.next;
  }
}

/** For lists that a single call has: there is no end to others. */
export async function all<T>(ask: Ask, list: List<T>, signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  for await (const each of listed(ask, list, signal)) found.push(each);
  return found;
}
