/** A name server on a port of its own, which says what a test wants, and something else each time if it wants that. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface NameServer {
  /** As resolvers are told: address and port. */
  readonly server: string;
  /** What was asked so far. */
  readonly asked: readonly { readonly name: string; readonly family: 4 | 6 }[];
}

/** `undefined`: it does not answer at all. `'fails'`: SERVFAIL. None: there is no such record. */
export type Answer = readonly string[] | 'fails' | undefined;

export async function nameServer(
  answer: (name: string, family: 4 | 6, time: number) => Answer,
): Promise<NameServer> {
  const asked: { name: string; family: 4 | 6 }[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    const family = type === 28 ? 6 : 4;
    asked.push({ name, family });
    const time = asked.filter((one) => one.name === name && one.family === family).length;
    const found = answer(name, family, time);
    if (found !== undefined) socket.send(reply(query, end, type, found), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { server: `127.0.0.1:${socket.address().port}`, asked };
}

const headerBytes = 12;

function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(query: Buffer, end: number, type: number, found: readonly string[] | 'fails'): Buffer {
  const addresses = found === 'fails' ? [] : found;
  const header = Buffer.from(query.subarray(0, headerBytes));
  header.writeUInt16BE(found === 'fails' ? 0x8182 : 0x8180, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.fill(0, 8);
  const records = addresses.map((address) => {
    const bytes = type === 28 ? bytes6(address) : Buffer.from(address.split('.').map(Number));
    const head = Buffer.from([0xc0, headerBytes, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length]);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([header, query.subarray(headerBytes, end), ...records]);
}

/** Of an address whose groups are all written out, or left out at one place. */
function bytes6(address: string): Buffer {
  const [left = '', right = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...Array<string>(missing).fill('0'), ...groups(right)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
