/** Bland's two ways of answering: the older one says `status` and `message`, the newer one `data` and `errors`. */
import type { FastifyReply } from 'fastify';

export function success(reply: FastifyReply, body: object): FastifyReply {
  return reply.send({ status: 'success', ...body });
}

export function failure(reply: FastifyReply, status: number, message: string, errors?: readonly string[]) {
  return reply.code(status).send({ status: 'error', message, ...(errors && { errors }) });
}

export function data(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.send({ data: body, errors: null });
}

export function refusal(reply: FastifyReply, status: number, error: string, message: string): FastifyReply {
  return reply.code(status).send({ data: null, errors: [{ error, message }] });
}
