/** What hooks have in common: the signature was good, so it is stored, and then answered. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Hooks } from '../../services/hooks/index.ts';

/** The largest message of a provider by far is a long call's transcript. */
export const hookBytes = 4 * 1024 * 1024;

export const unaudited = 'the receipt is the record of it, and nobody of ours has done anything';

export async function taken<Reply extends FastifyReply>(
  hooks: Hooks,
  route: string,
  request: Pick<FastifyRequest, 'proven' | 'headers' | 'url'>,
  reply: Reply,
): Promise<Reply> {
  const { proven, headers, url } = request;
  if (proven === undefined) throw new Error(`the guard of ${url} has not proven anything`);
  const query = new URLSearchParams(url.split('?').slice(1).join('?'));
  const { status, contentType, body } = await hooks.take(proven, {
    route,
    contentType: headers['content-type'],
    query,
    headers,
  });
  if (contentType !== undefined) reply.type(contentType);
  return reply.code(status).send(body);
}
