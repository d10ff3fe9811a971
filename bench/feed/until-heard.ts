import { createHmac, randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { Pool } from 'undici';
import type { FeedEvent } from '../../src/contract/feed.ts';
import { socketNameOf } from '../../src/core/events.ts';
import type { House } from '../calls/house.ts';
import { type Case, latency, type Subject } from '../harness.ts';
import { type Running, type Script, start, trunkline } from '../server/processes.ts';
import { socketIo } from './fan-out.ts';
import type { Said } from './spoken.ts';

const ratePerSec = 200;
const callsAtOnce = 20;
const patienceMs = 10_000;

interface State {
  readonly running: Running;
  readonly pool: Pool;
  /** Resolves when the client hears of that message. */
  heard(message: string): Promise<void>;
  close(): void;
}

type Request = { readonly path: string; readonly headers: Record<string, string>; readonly body: string };

/** From the moment at which a message is due to be sent until a client has heard what it says. */
export function untilHeardCase(house: House, spoken: readonly Said[]): Case {
  const subject = (
    name: string,
    script: Script,
    requestOf: (message: string, n: number) => Request,
  ): Subject<State, boolean> => ({
    name,
    async setup() {
      const running = await start(script, house.environment);
      return {
        running,
        pool: new Pool(running.url, { connections: 32 }),
        ...(await listener(running.url, house)),
      };
    },
    async run({ pool, heard }, n) {
      const message = `${randomUUID()} says ${n}`;
      const hearing = heard(message);
      const { statusCode, body } = await pool.request({ method: 'POST', ...requestOf(message, n) });
      await body.dump();
      await hearing;
      return statusCode === 200;
    },
    async teardown({ running, pool, close }) {
      close();
      await pool.close();
      await running.stop();
    },
  });
  const callIds = Array.from({ length: callsAtOnce }, () => randomUUID());
  const event = noteAmong(spoken);
  return latency({
    name: `From a webhook to a client of the live feed, ${ratePerSec} a second`,
    baseline: 'Socket.IO',
    subjects: [
      subject('Socket.IO', socketIo, (message) => ({
        path: '/',
        headers: {},
        body: JSON.stringify([[noteName, { ...event, fact: { ...event.fact, content: { message } } }]]),
      })),
      subject('server.ts', trunkline, (message, n) => {
        const call_id = callIds[n % callsAtOnce];
        const body = JSON.stringify({ message, call_id, category: 'call', log_level: 'info' });
        const signature = createHmac('sha256', house.secret).update(body).digest('hex');
        const headers = { 'content-type': 'application/json', 'x-webhook-signature': signature };
        return { path: house.hookPath, headers, body };
      }),
    ],
    verify: (answered) => answered,
    ratePerSec,
    // Node makes the code faster for half a minute yet; a server runs for weeks.
    warmUpMs: 6_000,
    roundMs: 4_000,
    aim: { subject: 'server.ts', maxMs: 30 },
  });
}

const noteName = socketNameOf('call.note');

function noteAmong(spoken: readonly Said[]): FeedEvent {
  const said = spoken.flat().map((text) => JSON.parse(text) as [string, FeedEvent]);
  const [, event] = said.find(([name]) => name === noteName) ?? [];
  if (event === undefined) throw new Error('no note was told of the messages of a call');
  return event;
}

async function listener(url: string, { apiKey }: House): Promise<Pick<State, 'heard' | 'close'>> {
  const waiting = new Map<string, () => void>();
  const socket = io(url, { transports: ['websocket'], auth: { apiKey }, reconnection: false });
  socket.on(noteName, ({ fact }: FeedEvent) => {
    const message = String(fact?.content?.message);
    waiting.get(message)?.();
    waiting.delete(message);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('feed:joined', () => resolve());
    socket.once('connect_error', reject);
  });
  return {
    heard: (message) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nobody heard "${message}"`)), patienceMs);
        waiting.set(message, () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    close: () => void socket.close(),
  };
}
