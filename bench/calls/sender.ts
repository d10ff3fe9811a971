/** Sends messages over so many connections, the next one on each as soon as the last is answered. */
import { Pool } from 'undici';
import type { Signed } from './messages.ts';

export interface Sent {
  readonly seconds: number;
  /** Of each message, sorted. */
  readonly ms: readonly number[];
}

export async function send(
  url: string,
  path: string,
  messages: readonly Signed[],
  connections: number,
): Promise<Sent> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const ms: number[] = [];
  let next = 0;
  const line = async () => {
    for (let message = messages[next++]; message !== undefined; message = messages[next++]) {
      const begun = performance.now();
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', 'x-webhook-signature': message.signature },
        body: message.body,
      });
      const answer = await body.text();
      if (statusCode !== 200) throw new Error(`a message was answered with ${statusCode}: ${answer}`);
      ms.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, line));
  } finally {
    await pool.close();
  }
  return { seconds: (performance.now() - begun) / 1000, ms: ms.sort((a, b) => a - b) };
}
