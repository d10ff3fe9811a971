/** Keeps the line of the feed alive, and notices where it is not: sockets think for minutes that a dead one lives. */
import type { Socket } from 'socket.io-client';
import { accessToken } from '../session/session.ts';

interface Watch {
  /** When something was last heard; undefined where nothing was yet. */
  heardAt(): number | undefined;
  /** Whether anything is to be heard: heartbeats come to whoever has joined a tenant. */
  readonly isListening: boolean;
  onLost(): void;
  /** The machine has a network again, and the socket is connected still. */
  onBack(): void;
}

const longestSilenceMs = 15_000;

/** Until what comes back is called. */
export function watchLine(socket: Socket, { heardAt, isListening, onLost, onBack }: Watch): () => void {
  // A token is good for minutes: asking for it renews it in time, for this connection as well.
  const renewing = setInterval(() => void accessToken().catch(() => undefined), 10_000);
  const listening = setInterval(() => {
    // A heartbeat comes every five seconds: where none does the line is dead, whatever the socket thinks.
    const silentMs = Date.now() - (heardAt() ?? Date.now());
    if (socket.connected && isListening && silentMs > longestSilenceMs) socket.io.engine.close();
  }, 2_000);
  const back = () => {
    if (socket.connected) onBack();
    else socket.connect();
  };
  addEventListener('offline', onLost);
  addEventListener('online', back);
  return () => {
    clearInterval(renewing);
    clearInterval(listening);
    removeEventListener('offline', onLost);
    removeEventListener('online', back);
  };
}
