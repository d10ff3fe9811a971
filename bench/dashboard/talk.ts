/**
 * Calls of one tenant that go on, told by Bland's own messages, signed as Bland signs them: always the same number of
 * calls, in each of which something is said in turn, and of which one after the other ends and another one begins.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { homeIdOf } from '../../src/core/calls/ids.ts';
import { allTold, type House } from '../calls/house.ts';
import { record, type Signed, signed } from '../calls/messages.ts';

export interface Talk {
  /** How much that is. */
  readonly name: string;
  /** So long, and then until all of it is told. Resolves with how many events that made. */
  goOn(ms: number): Promise<number>;
  /** What was said last in each call that goes on, by the call's id. */
  lastSaid(): ReadonlyMap<string, string>;
  close(): Promise<void>;
}

interface Options {
  readonly calls: number;
  readonly messagesPerSec: number;
}

/** Of so many messages one ends a call, and the next one begins another. */
const oneEndsOf = 50;
const connections = 16;

export async function openTalk(house: House, url: string, options: Options): Promise<Talk> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const said = new Map<string, string>();
  let [messages, sentences] = [0, 0];

  async function send({ body, signature }: Signed): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-webhook-signature': signature };
    const answer = await pool.request({ method: 'POST', path: house.hookPath, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200)
      throw new Error(`a message was answered with ${answer.statusCode}: ${text}`);
  }

  const tell = (callId: string, message: string) =>
    send(
      signed(house.secret, {
        message,
        call_id: callId,
        category: 'call',
        log_level: 'info',
      }),
    );

  function begin(): Promise<void> {
    const callId = randomUUID();
    said.set(callId, '');
    return tell(callId, 'Call connected');
  }

  function speak(): Promise<void> {
    const [callId] = said.keys();
    if (callId === undefined) throw new Error('no call goes on');
    const text = `Sentence ${sentences++} of what is said while this goes on, as long as such sentences are.`;
    // It is the last one's turn again when everybody else has spoken.
    said.delete(callId);
    said.set(callId, text);
    return tell(callId, `${sentences % 2 === 0 ? 'Agent speech' : 'Handling user speech'}: ${text}`);
  }

  function end(): Promise<void> {
    const [callId] = said.keys();
    if (callId === undefined) throw new Error('no call goes on');
    said.delete(callId);
    return send(signed(house.secret, record(callId, house.number)));
  }

  function next(): Promise<void> {
    const turn = messages++ % oneEndsOf;
    return turn === 0 ? end() : turn === 1 ? begin() : speak();
  }

  for (let left = options.calls; left > 0; left -= connections) {
    await Promise.all(Array.from({ length: Math.min(left, connections) }, begin));
  }
  for (let left = options.calls; left > 0; left -= connections) {
    await Promise.all(Array.from({ length: Math.min(left, connections) }, speak));
  }
  await allTold(house);

  return {
    async goOn(ms) {
      const before = await house.events();
      const begun = performance.now();
      const total = Math.round((ms / 1_000) * options.messagesPerSec);
      // A change of how many go on is never left half done.
      const wholeTurns = Math.max(1, Math.round(total / oneEndsOf)) * oneEndsOf;
      const under: Promise<void>[] = [];
      for (let n = 0; n < wholeTurns; n += 1) {
        const due = begun + (n * 1_000) / options.messagesPerSec;
        await sleep(Math.max(0, due - performance.now()));
        const sending = next();
        sending.catch(() => undefined);
        under.push(sending);
      }
      await Promise.all(under);
      await allTold(house);
      return (await house.events()) - before;
    },
    name: `${options.calls} calls, ${options.messagesPerSec} messages a second`,
    lastSaid: () => new Map([...said].map(([id, text]) => [homeIdOf(house.connectionId, id), text])),
    close: () => pool.close(),
  };
}
