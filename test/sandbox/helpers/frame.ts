/** A vendor that says what it got, and a receiver of webhooks that answers as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Vendor } from '../../../sandbox/frame/index.ts';
import { type SandboxOptions, startSandbox } from '../../../sandbox/server.ts';

export function echoVendor(): Vendor & { handled: string[] } {
  const handled: string[] = [];
  return {
    handled,
    name: 'echo',
    title: 'Echo',
    pages: [{ title: 'page', path: '/page' }],
    sends: ['news'],
    mount(api, _sandbox, control) {
      api.post('/v1/things/:id', (request, reply) => {
        handled.push(request.url);
        return reply.send({ got: Buffer.isBuffer(request.body) ? request.body.toString() : null });
      });
      control.post('/told', (request) => ({ told: request.body }));
    },
  };
}

/** What was spoken once, by whichever test of whichever run: it takes most of what a test of a call takes. */
export const speechCacheDir = join(import.meta.dirname, '../../../node_modules/.cache/sandbox-speech');

export async function sandboxForTest(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ seed: 'a test', speechCacheDir, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = (received: Received, response: ServerResponse) => unknown;

export async function receiver(answer: Answer = (_received, response) => response.end('ok')) {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const each = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    received.push(each);
    answer(each, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received, connections: () => connections };
}

/** What is awaited, as soon as it is there; fails when it does not come, so that nothing goes on after its test. */
export function eventually<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  return vi.waitFor(
    async () => {
      const found = await ask();
      if (found === undefined) throw new Error('what was awaited did not come');
      return found;
    },
    { timeout: 100_000, interval: 5 },
  );
}
