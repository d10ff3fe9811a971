/** An address at which there is nothing, asked for by somebody who looks at it: they get the page that says so. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { builtPage } from './built.ts';

const ofPrograms = /^\/(?:v1|hooks|socket\.io)(?:[/?]|$)/;

/** Whether there are eyes at the other end: programs get JSON, as everywhere. */
export function isLookedAt({ method, url, headers }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && (headers.accept ?? '').includes('text/html') && !ofPrograms.test(url);
}

export async function lostPage(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .code(404)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(await builtPage());
}
