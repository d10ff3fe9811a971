/** Stands between a client and a server, and can hold back what passes: a server that hangs, with its connections open. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { inject, onTestFinished } from 'vitest';

export interface Proxy {
  readonly port: number;
  /** From now on nothing passes, in neither direction; who connects is accepted all the same. */
  freeze(): void;
  thaw(): void;
  /** Every connection breaks, and nobody gets through, until it is mended. */
  cut(): void;
  mend(): void;
}

/** The address of the shared database, behind a proxy. For use within a test. */
export async function databaseBehindProxy(uri: string): Promise<{ uri: string; proxy: Proxy }> {
  const [, host = '', port = '27017'] = /^mongodb:\/\/([^/:?]+)(?::(\d+))?/.exec(inject('mongoUri')) ?? [];
  const path = decodeURIComponent(host);
  const proxy = await startProxy(path.startsWith('/') ? { path } : { host, port: Number(port) });
  return { uri: uri.replace(/^mongodb:\/\/[^/?]+/, `mongodb://127.0.0.1:${proxy.port}`), proxy };
}

export async function startProxy(to: NetConnectOpts): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  let broken = false;
  const server = createServer((client) => {
    if (broken) {
      client.destroy();
      return;
    }
    const upstream = connect(to);
    for (const [from, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => other.write(chunk));
      from.on('error', () => other.destroy());
      from.on('close', () => {
        sockets.delete(from);
        other.destroy();
      });
      if (frozen) from.pause();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    cut() {
      broken = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      broken = false;
    },
  };
}
