/**
 * The live feed over Socket.IO. A client shows who it is when it connects and hears its tenant's events from then on;
 * `subscribe:tenant` adds another tenant, for those who may see it; `sync` brings what was missed. Every answer says
 * how it went: `{ ok: true, value }` or `{ ok: false, code, error }`.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { TrunklineError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { Feed } from '../../services/calls/feed/index.ts';
import { type Client, createClient } from './client.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import type { Credentials } from './visitor.ts';

interface Parts {
  readonly feed: Feed;
  readonly doorkeeper: Doorkeeper;
  readonly log: Logger;
  readonly origins: readonly string[];
}

export interface LiveFeed {
  close(): Promise<void>;
}

const everyMs = 1_000;
const heartbeatMs = 5_000;
const largestQuestion = 64 * 1024;

/** The one thing here that goes on in another protocol than HTTP. */
export function isForFeed({ url = '', headers }: IncomingMessage): boolean {
  return url.startsWith('/socket.io/') && headers.upgrade?.toLowerCase() === 'websocket';
}

export function openLiveFeed(server: HttpServer, { feed, doorkeeper, log, origins }: Parts): LiveFeed {
  // WebSocket alone: any balancer serves, and no client can be sent to another instance in the middle.
  const io = new Server(server, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: largestQuestion,
    ...(origins.length > 0 && { cors: { origin: [...origins], credentials: true } }),
  });
  const clients = new Set<Client>();

  io.use((socket, next) => {
    const credentials = credentialsOf(socket);
    const ip = doorkeeper.addressOf(socket.request);
    doorkeeper.admit(credentials, ip).then(
      (visitor) => {
        socket.data = { visitor, credentials, ip };
        next();
      },
      (error: unknown) => next(refusal(error)),
    );
  });
  io.on('connection', (socket) => {
    const client = createClient(socket, { ...socket.data, feed, doorkeeper, log });
    clients.add(client);
    socket.on('disconnect', () => {
      clients.delete(client);
      client.close();
    });
  });
  const checking = setInterval(() => {
    for (const client of clients) client.check();
  }, everyMs);
  const beating = setInterval(() => {
    for (const client of clients) client.beat();
  }, heartbeatMs);

  return {
    async close() {
      clearInterval(checking);
      clearInterval(beating);
      for (const client of clients) client.close();
      // Not by `io.close()`: that would close the HTTP server too, which has its own way to end.
      io.disconnectSockets(true);
      await io.of('/').adapter.close();
      io.engine.close();
    },
  };
}

function credentialsOf({ handshake }: Socket): Credentials {
  const { token, apiKey } = handshake.auth;
  return {
    ...(typeof token === 'string' && { token }),
    ...(typeof apiKey === 'string' && { apiKey }),
  };
}

/** As Socket.IO tells a client why it was not let in: the message, and `data` with the code and when to come again. */
function refusal(error: unknown): Error {
  if (!(error instanceof TrunklineError)) return new Error('Something went wrong on our side.');
  const { code, retryAfterSec } = error;
  return Object.assign(new Error(error.message), {
    data: { code, ...(retryAfterSec !== undefined && { retryAfterSec }) },
  });
}
