/** Tells one call from both sides while it goes on: what people say and do, and what Trunkline's feed says of it. */
import { io, type Socket } from 'socket.io-client';
import type { CallReport } from '../../sandbox/player/report.ts';
import type { FeedEvent } from '../../src/contract/feed.ts';
import { eventTypes, socketNameOf } from '../../src/core/events.ts';
import type { Api } from './trunkline.ts';

export interface Narrator {
  /** What the sandbox knows by now. */
  seen(report: CallReport): void;
  close(): void;
}

const types = Object.keys(eventTypes) as (keyof typeof eventTypes)[];

export async function narrate({ url, apiKey }: Api, tell: (line: string) => void): Promise<Narrator> {
  const socket = io(url, { transports: ['websocket'], auth: { apiKey }, reconnection: false });
  await joined(socket);
  const begun = performance.now();
  const line = (side: string, text: string) => {
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1).padStart(6);
    tell(`${seconds} s  ${side.padEnd(9)}  ${text}`);
  };
  let providerCallId: string | undefined;
  const early: FeedEvent[] = [];
  const hear = (event: FeedEvent) => {
    if (providerCallId === undefined) early.push(event);
    else if (event.call?.providerCallId === providerCallId) line('Trunkline', inWords(event));
  };
  for (const type of types) socket.on(socketNameOf(type), hear);
  let state: CallReport['state'] | undefined;
  let said = 0;
  return {
    seen(report) {
      if (providerCallId === undefined) {
        providerCallId = report.id;
        line('network', `${report.from} → ${report.to}, over ${report.provider}: ${report.scenario}`);
        for (const event of early.splice(0)) hear(event);
      }
      for (const { who, text } of report.conversation.slice(said)) line(who, text || '(only heard)');
      said = report.conversation.length;
      if (report.state !== state) line('network', report.state);
      state = report.state;
    },
    close: () => socket.close(),
  };
}

async function joined(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('feed:joined', () => resolve());
    socket.once('connect_error', (error) =>
      reject(new Error(`Trunkline's live feed cannot be reached: ${error.message}`)),
    );
  });
}

function inWords({ type, seq, call, fact }: FeedEvent): string {
  const about = fact?.content?.text ?? fact?.content?.message ?? call?.status ?? '';
  return `${type} (event ${seq})  ${String(about)}`;
}
