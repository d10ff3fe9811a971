/** The socket of a media stream: signed, in the journal, past the faults, and with a name for each way to fail. */
import { WebSocket } from 'ws';
import type { FaultRule } from '../../../frame/faults.ts';
import { signHandshake } from '../signature.ts';
import type { LiveCall, Twilio } from './context.ts';

export interface SocketFailure {
  /** Twilio's code. */
  readonly code: number;
  readonly message: string;
}

export interface SocketEvents {
  onOpen(): void;
  /** Undefined for what is no text. */
  onMessage(text: string | undefined): void;
  /** Once, also when it never opened. */
  onClose(failure?: SocketFailure): void;
  /** Once: what should have been sent was left out. */
  onSlow(): void;
}

export interface StreamSocket {
  send(text: string): void;
  close(): void;
}

const handshakeTimeoutMs = 5_000;

/** A receiver that is so far behind loses audio: about two seconds of it. */
const mostWaitingBytes = 32 * 1024;

export function openSocket(
  { sandbox, sockets }: Pick<Twilio, 'sandbox' | 'sockets'>,
  { account, settings, resource, line }: LiveCall,
  { url, sid }: { url: string; sid: string },
  events: SocketEvents,
): StreamSocket {
  const about = { vendor: 'twilio', direction: 'out', route: 'stream', subject: resource.sid } as const;
  const fault = sandbox.faults.strike({ ...about, key: sid });
  const signature = signHandshake(account.authToken, url, { trailingSlash: settings.handshakeSlash });
  const headers = {
    'x-twilio-signature': fault?.kind === 'bad-signature' ? spoiled(signature) : signature,
    'user-agent': 'Twilio.TmeWs/1.0',
  };
  const began = performance.now();
  const journal = (outcome: { status: number } | { failure: string }) =>
    sandbox.journal.add({
      ...about,
      method: 'GET',
      url,
      requestHeaders: headers,
      requestBody: undefined,
      ...outcome,
      fault: fault?.kind,
      durationMs: Math.round(performance.now() - began),
    });

  const refused = refusal(fault);
  if (refused !== undefined) {
    journal({ failure: refused.message });
    queueMicrotask(() => events.onClose(refused));
    return { send: () => undefined, close: () => undefined };
  }

  const socket = new WebSocket(url, {
    headers,
    handshakeTimeout: handshakeTimeoutMs,
    perMessageDeflate: false,
    maxPayload: 1024 * 1024,
  });
  let opened = false;
  let closed = false;
  let slow = false;
  const end = (failure?: SocketFailure) => {
    if (closed) return;
    closed = true;
    events.onClose(failure);
  };

  socket.on('open', () => {
    opened = true;
    journal({ status: 101 });
    events.onOpen();
    if (fault?.kind !== 'cut') return;
    // In the middle of it rather than before anything was heard.
    line.clock.sleep(1_000, line.signal).then(
      () => socket.terminate(),
      () => undefined,
    );
  });
  socket.on('message', (data, binary) => events.onMessage(binary ? undefined : String(data)));
  socket.on('unexpected-response', (_request, response) => {
    journal({ status: response.statusCode ?? 0 });
    response.destroy();
    end({ code: 31920, message: `the handshake was answered with ${response.statusCode}` });
    // Who listens for this has to put an end to it.
    socket.terminate();
  });
  socket.on('error', (error) => {
    if (!opened && !closed) journal({ failure: error.message });
    end({ code: opened ? 31924 : 31901, message: error.message });
  });
  sockets.add(socket);
  socket.on('close', (code) => {
    sockets.delete(socket);
    end(code === 1006 && opened ? { code: 31903, message: 'the connection broke' } : undefined);
  });

  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount < mostWaitingBytes) socket.send(text);
      else if (!slow) {
        slow = true;
        events.onSlow();
      }
    },
    close() {
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      else socket.terminate();
      end();
    },
  };
}

function refusal(fault: FaultRule | undefined): SocketFailure | undefined {
  switch (fault?.kind) {
    case 'status':
    case 'rate-limit':
      return { code: 31920, message: `the handshake was answered with ${fault.status ?? 503}` };
    case 'lost':
    case 'hang':
      return { code: 31901, message: 'no answer to the handshake' };
    default:
      return undefined;
  }
}

function spoiled(signature: string): string {
  return (signature.startsWith('a') ? 'b' : 'a') + signature.slice(1);
}
