/** GET /v1/calls: the newest calls first, page by page. */
import { z } from 'zod';
import { moment, number } from '../fields.ts';
import { type Body, isBody, messageOf } from '../message.ts';
import type { Ask } from './ask.ts';

export interface Listed {
  readonly callId: string;
  /** A call's record without what was said. */
  readonly body: Body;
}

const shape = z.object({ total_count: number, calls: z.array(z.unknown()).catch([]) });

interface Options {
  readonly since: Date;
  readonly pageSize: number;
  readonly filter?: Readonly<Record<string, string>>;
}

export async function* listed(
  ask: Ask,
  { since, pageSize, filter = {} }: Options,
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  // Calls that came meanwhile shift the pages, so that some are seen twice.
  const seen = new Set<string>();
  let from = 0;
  for (;;) {
    const query = new URLSearchParams({
      ...filter,
      start_date: `${since.toISOString().slice(0, 19)}+00:00`,
      sort_by: 'created_at',
      ascending: 'false',
      from: String(from),
      to: String(from + pageSize),
      limit: String(pageSize),
    });
    const answer = await ask.answer({ method: 'GET', path: `/v1/calls?${query}` }, signal);
    const { total_count: total, calls } = shape.parse(answer);
    const page = calls.flatMap(callOf);
    const fresh = page.filter(({ callId }) => !seen.has(callId));
    for (const each of fresh) {
      seen.add(each.callId);
      if (isSince(each, since)) yield each;
    }
    from += calls.length;
    const last = page.at(-1);
    const isShort = total === undefined ? calls.length < pageSize : from >= total;
    // A page of nothing new is the same one again, and one that ends before `since` is the last that matters.
    if (isShort || fresh.length === 0 || (last !== undefined && !isSince(last, since))) return;
  }
}

function callOf(item: unknown): Listed[] {
  const message = messageOf(item);
  return 'callId' in message && isBody(item) ? [{ callId: message.callId, body: item }] : [];
}

function isSince({ body }: Listed, since: Date): boolean {
  const created = moment.parse(body.created_at);
  return created === undefined || created >= since;
}
