import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { holderOf, portFor } from '../../../scripts/up/ports.ts';

async function taken(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

test('a port that is taken is refused with who holds it and what changes it', async () => {
  const port = await taken('127.0.0.1');
  await expect(portFor('PORT', '127.0.0.1', port)).rejects.toThrow(
    new RegExp(`^Port ${port} is in use by process ${process.pid} \\(.*\\)\\. .* set PORT to another port`),
  );
});

test('holders are found on IPv6 and on every address, too', async () => {
  expect(holderOf(await taken('::'))).toContain(`process ${process.pid} (`);
  expect(holderOf(await taken('0.0.0.0'))).toContain(`process ${process.pid} (`);
});

test('nobody holds a port that is free, and asking leaves it free', async () => {
  const port = await portFor('PORT', '127.0.0.1', 0);
  expect(port).toBeGreaterThan(0);
  expect(holderOf(port)).toBeUndefined();
  expect(await portFor('PORT', '127.0.0.1', port)).toBe(port);
});

test('a host that is not here is not called a port in use', async () => {
  await expect(portFor('PORT', '192.0.2.1', 3000)).rejects.toThrow('HOST is 192.0.2.1');
});
