/** POST /v3/mail/send. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RandomStream } from '../../frame/index.ts';
import { refuse, refuseMail } from './errors.ts';
import type { Events } from './events.ts';
import type { Inbox } from './inbox.ts';
import { mailSchema } from './schema.ts';

const largestMail = 30 * 1024 * 1024;

export function mountSend(api: FastifyInstance, inbox: Inbox, events: Events, random: RandomStream): void {
  api.post('/v3/mail/send', async (request, reply) => {
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      return refuse(reply, 415, 'The content type must be application/json.');
    }
    const body = await unpacked(request);
    if (body === undefined) return refuse(reply, 400, 'The body is not what Content-Encoding says.');
    if (body.length > largestMail) return refuse(reply, 413, 'A mail may have 30 MB with all it holds.');
    const parsed = mailSchema.safeParse(parse(body));
    if (!parsed.success) return refuseMail(reply, parsed.error);
    const mail = parsed.data;
    if (/^unverified(\+.*)?@/i.test(mail.from.email)) {
      return refuse(reply, 403, `The from address ${mail.from.email} is no verified sender.`);
    }
    if (mail.mail_settings?.sandbox_mode?.enable === true) return empty(reply, 200);
    const messageId = `${random.hex(8)}-${random.hex(14)}`;
    const messages = inbox.add(mail, messageId, new Date());
    events.follow(messages);
    return empty(reply.header('x-message-id', messageId), 202);
  });
}

function empty(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send('');
}

const gunzipped = promisify(gunzip);

async function unpacked({ body, headers }: FastifyRequest): Promise<Buffer | undefined> {
  const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  if (headers['content-encoding'] !== 'gzip') return raw;
  try {
    // One byte more than may be, so that too large is told from broken.
    return await gunzipped(raw, { maxOutputLength: largestMail + 1 });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? Buffer.alloc(largestMail + 1)
      : undefined;
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
