import type { House } from '../calls/house.ts';
import { messagesOf } from '../calls/messages.ts';
import { cpuMs } from '../harness/processor.ts';
import { type BenchOptions, type Case, gauge, type Subject } from '../harness.ts';
import { type Running, type Script, start, trunkline } from '../server/processes.ts';
import { type Crowd, gather } from './crowd.ts';
import { type Said, tell } from './spoken.ts';

const listeners = 500;

export const socketIo: Script = { file: new URL('./bare.ts', import.meta.url) };

interface State {
  readonly running: Running;
  readonly crowd: Crowd;
}

/** Has something told, and resolves with how many events that are. */
type Teller = (url: string) => Promise<number>;

/** One message after the other, each as soon as everybody has heard all about the one before. */
export function fanOutCase(house: House, { quick }: BenchOptions, spoken: readonly Said[]): Case {
  const tenfold = quick ? 2 : 10;
  const subject = (name: string, script: Script, tellers: () => Teller[]): Subject<State, number[]> => ({
    name,
    async setup() {
      const running = await start(script, house.environment);
      return { running, crowd: await gather(running.url, house.apiKey, listeners) };
    },
    async run({ running: { url, pid }, crowd }) {
      const cpu = cpuMs(pid);
      let [deliveries, ms] = [0, 0];
      for (const teller of tellers()) {
        crowd.begin();
        const events = await teller(url);
        const { firstAt, lastAt } = await crowd.allHeard(events);
        deliveries += events * listeners;
        ms += lastAt - firstAt;
      }
      return [(1000 * deliveries) / ms, (1000 * (cpuMs(pid) - cpu)) / deliveries];
    },
    async teardown({ running, crowd }) {
      await crowd.close();
      await running.stop();
    },
  });
  return gauge({
    name: `Events to ${listeners} sockets, from the first that hears of it to the last`,
    baseline: 'Socket.IO',
    subjects: [
      subject('Socket.IO', socketIo, () =>
        Array.from({ length: tenfold }, () =>
          spoken.map(
            (said): Teller =>
              (url) =>
                say(url, said),
          ),
        ).flat(),
      ),
      subject('server.ts', trunkline, () =>
        messagesOf(tenfold * 10, house).map(
          (message): Teller =>
            (url) =>
              tell(house, url, message),
        ),
      ),
    ],
    columns: ['deliveries a second', 'CPU µs each'],
    aim: { subject: 'server.ts', beside: [{ subject: 'Socket.IO', minRatio: 0.95 }] },
  });
}

export async function say(url: string, said: Said): Promise<number> {
  const answer = await fetch(url, { method: 'POST', body: `[${said.join()}]` });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`bare Socket.IO answered ${answer.status}`);
  return said.length;
}
