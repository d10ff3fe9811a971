/** Sockets: a connection's messages are answered one after the other, in their order. */
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { answerTo } from './commands/dispatch.ts';
import type { Engine } from './engine.ts';
import { answer, parseMessage, Splitter } from './wire/messages.ts';

export type Address = { readonly port: number } | { readonly socket: string };

export interface Listener {
  readonly port: number | undefined;
  close(): Promise<void>;
}

export async function listen(engine: Engine, address: Address): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    connections += 1;
    serve(engine, socket, connections);
  });
  await bind(server, address);
  const bound = server.address();
  return {
    port: typeof bound === 'object' ? bound?.port : undefined,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function bind(server: Server, address: Address): Promise<void> {
  if ('socket' in address) await clear(address.socket);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = 'port' in address && error.code === 'EADDRINUSE';
      reject(taken ? new Error(`port ${address.port} is in use: another server listens there`) : error);
    });
    // Nobody but this machine: there is no authentication here.
    if ('socket' in address) server.listen(address.socket, resolve);
    else server.listen(address.port, '127.0.0.1', resolve);
  });
  if ('socket' in address) await chmod(address.socket, 0o600);
}

/** Removes a socket that a killed server has left; one that is answered at stays. */
async function clear(path: string): Promise<void> {
  const answered = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => resolve(true)).once('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
  if (answered) throw new Error(`the socket ${path} is in use: another server listens there`);
  await rm(path, { force: true });
}

/** So many messages of one connection may wait; then it is not read from until they are answered. */
const MAX_WAITING = 100;

function serve(engine: Engine, socket: Socket, connection: number): void {
  const splitter = new Splitter();
  const waiting: Buffer[] = [];
  let answering = false;

  async function answerAll(): Promise<void> {
    answering = true;
    for (let frame = waiting.shift(); frame && !socket.destroyed; frame = waiting.shift()) {
      const request = parseMessage(frame);
      const body = await answerTo(engine, request, connection);
      // A client that does not read its answers gets no further ones.
      if (!request.silent && !socket.write(answer(request, body))) await drained(socket);
      if (waiting.length < MAX_WAITING && socket.isPaused()) socket.resume();
    }
    answering = false;
  }

  /** Whatever it was, it is the end of this connection and of nothing else. */
  function give(up: unknown): void {
    engine.log(`connection ${connection} closed: ${up instanceof Error ? up.message : up}`);
    socket.destroy();
  }

  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    try {
      for (const frame of splitter.push(chunk)) waiting.push(frame);
    } catch (error) {
      give(error);
      return;
    }
    if (waiting.length >= MAX_WAITING) socket.pause();
    if (!answering) answerAll().catch(give);
  });
}

async function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('drain', resolve).once('close', resolve);
  await promise;
  socket.off('drain', resolve).off('close', resolve);
}
