/** npm run mongo -- --dir ./data/mongo [--port 27017 | --socket path] */
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';

// Before the rest is imported: the second start is twice as fast.
enableCompileCache();
const { startEmbeddedMongo } = await import('./index.ts');

const USAGE = 'npm run mongo -- --dir ./data/mongo [--port 27017 | --socket path]';

const { values } = parseArgs({
  options: { dir: { type: 'string' }, port: { type: 'string' }, socket: { type: 'string' } },
});

if (values.dir === undefined) {
  console.error(`--dir is missing: the folder in which the data lies.\n  ${USAGE}`);
  process.exit(2);
}

const server = await startEmbeddedMongo({
  dir: values.dir,
  ...(values.port !== undefined && { port: Number(values.port) }),
  ...(values.socket !== undefined && { socket: values.socket }),
  log: (message) => console.error(message),
});
console.log(`listening on ${server.uri}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
