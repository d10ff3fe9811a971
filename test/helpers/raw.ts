/** Bytes to a port and everything that comes back: for what no client would send. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Exchange {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): string;
  /** Resolves with everything received when the other side, or this one, has closed the connection. */
  readonly closed: Promise<string>;
}

export function exchange(port: number, bytes: string | Uint8Array = ''): Exchange {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks).toString('latin1');
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A connection that is reset is closed as well.
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(received())));
  if (bytes.length > 0) socket.write(bytes);
  return { socket, received, closed };
}

/** Resolves as soon as what was received holds the text. */
export async function receives({ received, socket }: Exchange, text: string): Promise<void> {
  while (!received().includes(text)) {
    if (socket.destroyed) throw new Error(`closed without "${text}":\n${received()}`);
    await sleep(5);
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** The answers in what was received. */
export function answersIn(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = received; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n') + 4;
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(rest) ?? [];
    if (status === undefined || end < 4) throw new Error(`no answer: ${rest.slice(0, 200)}`);
    const head = rest.slice(0, end);
    // Node's own answers come in chunks, of which there are none.
    const [, length = head.includes('chunked') ? '5' : '0'] = /\ncontent-length: (\d+)/i.exec(head) ?? [];
    const body = rest.slice(end, end + Number(length));
    answers.push({ status: Number(status), body: body === '0\r\n\r\n' ? '' : body });
    rest = rest.slice(end + Number(length));
  }
  return answers;
}
