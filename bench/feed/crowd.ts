/**
 * Many who listen. They speak Socket.IO's protocol themselves and only count what they hear: five hundred of its clients
 * in one process would be slower at reading events than any server at sending them, and the slower one is measured.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface Crowd {
  /** Counts from now on. */
  begin(): void;
  /** Resolves when all have heard so many since then; fails where that does not come, or one hears more. */
  allHeard(events: number): Promise<{ readonly firstAt: number; readonly lastAt: number }>;
  close(): Promise<void>;
}

interface Member {
  readonly socket: WebSocket;
  heard: number;
}

const patienceMs = 30_000;
const lookEveryMs = 2;

/** `keep` is given every event as it comes over the wire. */
export async function gather(
  url: string,
  apiKey: string,
  size: number,
  keep?: (event: string) => void,
): Promise<Crowd> {
  let [total, firstAt, lastAt] = [0, 0, 0];
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;

  async function join(): Promise<Member> {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    const member = { socket, heard: 0 };
    const joined = Promise.withResolvers<void>();
    socket.on('error', joined.reject);
    socket.on('close', () => joined.reject(new Error(`${url} lets nobody listen`)));
    socket.on('message', (data: Buffer) => {
      const kind = data.toString('latin1', 0, 9);
      if (kind.startsWith('0')) socket.send(`40${JSON.stringify({ apiKey })}`);
      else if (kind.startsWith('2')) socket.send('3');
      else if (kind === '42["feed:') joined.resolve();
      else if (kind.startsWith('42')) {
        lastAt = performance.now();
        if (total === 0) firstAt = lastAt;
        total += 1;
        member.heard += 1;
        keep?.(data.toString().slice(2));
      }
    });
    await joined.promise;
    return member;
  }

  const members: Member[] = [];
  // Not all at once: whoever waits in line for too long is not let in.
  while (members.length < size) {
    const some = Math.min(50, size - members.length);
    members.push(...(await Promise.all(Array.from({ length: some }, join))));
  }
  return {
    begin() {
      total = 0;
      for (const member of members) member.heard = 0;
    },
    async allHeard(events) {
      const deadline = performance.now() + patienceMs;
      while (total < events * size && performance.now() < deadline) await sleep(lookEveryMs);
      const wrong = members.filter(({ heard }) => heard !== events);
      if (wrong.length > 0) {
        throw new Error(
          `${wrong.length} of ${size} have heard another number than ${events}: ${wrong[0]?.heard}`,
        );
      }
      return { firstAt, lastAt };
    },
    async close() {
      for (const { socket } of members) socket.terminate();
    },
  };
}
