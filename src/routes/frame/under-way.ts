/** The requests under way: for the metrics, and so that those which hang can be named. */
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface UnderWay {
  add(request: FastifyRequest, reply: FastifyReply): void;
  remove(request: FastifyRequest): void;
  readonly size: number;
  /** Whether the next bytes on this connection are those of an answer: one was begun, or is being made. */
  isAnswering(socket: Socket): boolean;
  replies(): Iterable<FastifyReply>;
  /** `GET /calls/:id (req_…) for 24.1 s`, the oldest first. */
  names(): string[];
}

export function createUnderWay(): UnderWay {
  const requests = new Map<FastifyRequest, { reply: FastifyReply; since: number }>();
  return {
    add: (request, reply) => void requests.set(request, { reply, since: performance.now() }),
    remove: (request) => void requests.delete(request),
    get size() {
      return requests.size;
    },
    isAnswering: (socket) =>
      [...requests].some(
        ([{ raw }, { reply }]) => raw.socket === socket && (raw.complete || reply.raw.headersSent),
      ),
    *replies() {
      for (const { reply } of requests.values()) yield reply;
    },
    names: () =>
      [...requests].map(([{ method, id, routeOptions }, { since }]) => {
        const seconds = ((performance.now() - since) / 1000).toFixed(1);
        return `${method} ${routeOptions.url ?? 'an unknown address'} (${id}) for ${seconds} s`;
      }),
  };
}
