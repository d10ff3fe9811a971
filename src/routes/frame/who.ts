/** Who asks, once a guard knows it. */
import type { FastifyRequest } from 'fastify';
import { lateChild } from './late-child.ts';

export interface Who {
  readonly tenantId?: string;
  readonly userId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    who: Who | null;
  }
}

/** For guards: from now on every line of this request says who it is about. */
export function identify(request: FastifyRequest, who: Who): void {
  request.who = who;
  request.log = lateChild(request.log, who);
}
