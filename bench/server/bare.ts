/** A process with Trunkline's foundations and nothing built on them: what a start costs at the least. */
import { enableCompileCache } from 'node:module';

if (process.argv.includes('--compile-cache')) enableCompileCache();
const [{ default: fastify }, { default: mongoose }, { Queue }] = await Promise.all([
  import('fastify'),
  import('mongoose'),
  import('bullmq'),
]);
const { MONGODB_URI = '', REDIS_URL = '', PORT = '0' } = process.env;
await mongoose.connect(MONGODB_URI);
// The path of a unix socket is an address, too, to the client of Redis.
const queue = new Queue('bare', { connection: { path: REDIS_URL.replace('unix://', '') } });
queue.on('error', () => undefined);
const server = fastify();
server.get('/', () => ({ name: 'Trunkline' }));
await server.listen({ host: '127.0.0.1', port: Number(PORT) });
