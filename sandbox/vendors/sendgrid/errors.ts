/** How SendGrid says no. */
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';

const help = 'https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors';

interface MailError {
  message: string;
  field: string | null;
  help: string | null;
}

export function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return answer(reply, status, [{ message, field: null, help: null }]);
}

export function refuseMail(reply: FastifyReply, error: z.ZodError): FastifyReply {
  return answer(
    reply,
    400,
    error.issues.map(({ message, path }) => ({ message, field: path.join('.') || null, help })),
  );
}

function answer(reply: FastifyReply, status: number, errors: MailError[]): FastifyReply {
  return reply.code(status).send({ errors });
}
