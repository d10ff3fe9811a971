/** Parameters as they were sent: names such as `StartTime>` keep their signs. */
import type { FastifyRequest } from 'fastify';

export interface Scoped<Params = unknown> {
  Params: { account: string } & Params;
}

export function queryOf({ url }: Pick<FastifyRequest, 'url'>): URLSearchParams {
  return new URLSearchParams(/\?(.*)$/s.exec(url)?.[1] ?? '');
}
