/** Where schemathesis' hook asks who it is: an address of this machine that nobody else knows. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Closing } from '../../src/core/closing.ts';

/** Resolves with the address; every request to it is answered with what `issue` gives, as JSON. */
export async function openDesk(closing: Closing, issue: () => Promise<unknown>): Promise<string> {
  const path = `/${randomBytes(16).toString('hex')}`;
  const server = createServer((request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    issue().then(
      (issued) => response.end(JSON.stringify(issued)),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.add('the desk', () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}
