/** Reads what came as bytes. Undefined: it is not what it should be, and the vendor says so in its own words. */
import type { FastifyRequest } from 'fastify';

export function jsonBody({ body }: Pick<FastifyRequest, 'body'>): unknown {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

export function formBody({ body }: Pick<FastifyRequest, 'body'>): URLSearchParams {
  return new URLSearchParams(Buffer.isBuffer(body) ? body.toString() : '');
}
