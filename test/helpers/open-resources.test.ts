import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { watchResources } from './open-resources.ts';

/** Opened, and how to close it again. */
type Open = () => Promise<() => unknown>;

const kinds: [string, Open][] = [
  [
    'TCPServerWrap',
    async () => {
      const server = createServer().listen(0);
      await once(server, 'listening');
      return () => server.close();
    },
  ],
  [
    'TCPSocketWrap',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const [[there], here] = await Promise.all([once(server, 'connection'), connect(port, '127.0.0.1')]);
      server.close();
      return () => {
        here.destroy();
        there.destroy();
      };
    },
  ],
  [
    'ProcessWrap',
    async () => {
      const child = spawn('sleep', ['60']);
      return () => child.kill();
    },
  ],
  [
    'Timeout',
    async () => {
      const timer = setInterval(() => undefined, 60_000);
      return () => clearInterval(timer);
    },
  ],
  [
    'Worker',
    async () => {
      const worker = new Worker('setInterval(() => undefined, 60_000)', { eval: true });
      await once(worker, 'online');
      return () => worker.terminate();
    },
  ],
];

test.each(kinds)('a %s that is left open is named, and one that was closed is not', async (kind, open) => {
  const watch = watchResources();
  const close = await open();
  expect(await watch.left(100)).toContain(kind);
  await close();
  expect(await watch.left()).toEqual([]);
});
