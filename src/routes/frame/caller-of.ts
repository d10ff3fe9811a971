/** The caller of a request, for handlers behind a guard that lets nobody pass without being one. */
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../core/caller.ts';

export function callerOf({ caller, routeOptions }: Pick<FastifyRequest, 'caller' | 'routeOptions'>): Caller {
  if (caller !== undefined) return caller;
  throw new Error(`${routeOptions.url} asks for a caller, and its access lets in whoever is none`);
}
