import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { untilReady } from '../../../scripts/up/ready.ts';

/** A server that answers with these statuses, the last one for ever. */
async function answering(...statuses: number[]): Promise<string> {
  const server = createServer((_, answer) => {
    answer.statusCode = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 500;
    answer.end('{"ready":false,"reasons":["database is disconnected"]}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/ready`;
}

const never = new AbortController().signal;

test('waits until it is green', async () => {
  await untilReady(await answering(503, 503, 200), 60_000, never);
});

test('says what is red when the time is up', async () => {
  await expect(untilReady(await answering(503), 0, never)).rejects.toThrow(
    /\/ready is not green after 0 s: it answers 503, database is disconnected\.$/,
  );
});

test('says that nobody answers when the time is up', async () => {
  await expect(untilReady('http://127.0.0.1:1/ready', 0, never)).rejects.toThrow('it does not answer (');
});

test('gives up when it is told to', async () => {
  const stop = new AbortController();
  const waiting = untilReady(await answering(503), 600_000, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow('abort');
});
