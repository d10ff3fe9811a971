/**
 * What an acknowledgement costs at the least. `http` and `fastify` verify the same signature and store nothing; `stored`
 * is that Fastify with a group commit into the same engine, and nothing else.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import fastify from 'fastify';
import mongoose from 'mongoose';

const { PORT = '0', MONGODB_URI = '', SECRET = '' } = process.env;
const kind = process.argv[2];

function isGood(body: Buffer, signature: unknown): boolean {
  const ours = createHmac('sha256', SECRET).update(body).digest();
  const theirs = Buffer.from(String(signature), 'hex');
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

if (kind === 'http') {
  createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const good =
        request.method === 'GET' || isGood(Buffer.concat(parts), request.headers['x-webhook-signature']);
      response.writeHead(good ? 200 : 401).end();
    });
  }).listen(Number(PORT), '127.0.0.1');
} else {
  const store = kind === 'stored' ? await openStore() : async () => undefined;
  const server = fastify();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.get('/', () => ({ name: 'bare' }));
  server.post('/*', async (request, reply) => {
    const body = request.body as Buffer;
    if (!isGood(body, request.headers['x-webhook-signature'])) return reply.code(401).send();
    await store(body);
    return reply.send();
  });
  await server.listen({ host: '127.0.0.1', port: Number(PORT) });
}

/** What comes while one write is under way goes together into the next. */
async function openStore(): Promise<(body: Buffer) => Promise<void>> {
  await mongoose.connect(MONGODB_URI);
  const collection = mongoose.connection.collection('bare');
  const writeConcern = { w: 'majority', journal: true } as const;
  let waiting: { body: Buffer; stored: PromiseWithResolvers<void> }[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await collection.insertMany(
        group.map(({ body }) => ({ body, receivedAt: new Date() })),
        { ordered: false, writeConcern },
      );
      for (const { stored } of group) stored.resolve();
    }
    writing = false;
  }

  return (body) => {
    const stored = Promise.withResolvers<void>();
    waiting.push({ body, stored });
    if (!writing) void write();
    return stored.promise;
  };
}
