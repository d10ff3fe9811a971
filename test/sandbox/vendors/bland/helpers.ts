/** Bland as its customers see it: a REST API and webhooks, here with people who answer as they are told. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, vi } from 'vitest';
import type { Person } from '../../../../sandbox/calls/index.ts';
import type { JournalEntry } from '../../../../sandbox/frame/journal.ts';
import { type RunningSandbox, startSandbox } from '../../../../sandbox/server.ts';
import { eventually, type Received, receiver } from '../../helpers/frame.ts';

export { eventually };

const secret = 'a secret of the organisation';
const usual = {
  webhookSecret: secret,
  sameNumberSec: 0,
  retryDelaysSec: [1, 2, 3, 4, 5],
  followUpDelaySec: 10,
};

/** What comes over the wire is what the tests are about; only what they look up in it has a type. */
export interface Body {
  [field: string]: unknown;
  call_id: string;
  completed: boolean;
  calls: Body[];
  data: Body;
  total_count: number;
  transcripts: { user: string; text: string; created_at: string }[];
}

/** One sandbox for a file: its voices are made once. Each test has numbers, and a receiver, of its own. */
export function bland() {
  // Voices are made by a synthesiser, which takes its time where many things run beside it.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
  let sandbox: RunningSandbox;
  let numbers = 0;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'bland', speed: 100 });
    await control('PATCH', '/settings', usual);
  });
  afterAll(() => sandbox.close());

  async function request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      body: (isJson ? JSON.parse(bytes.toString()) : {}) as Body,
    };
  }
  const control = (method: string, path: string, body?: unknown) =>
    request(method, `/_sandbox/bland${path}`, body);
  const api = (
    method: string,
    path: string,
    body?: unknown,
    key = 'key',
    headers: Record<string, string> = {},
  ) => request(method, `/bland${path}`, body, { authorization: `Bearer ${key}`, ...headers });

  return {
    get sandbox() {
      return sandbox;
    },
    request,
    control,
    api,
    number() {
      numbers += 1;
      return `+1415555${String(numbers).padStart(4, '0')}`;
    },
    /** A number whose owner behaves like that. */
    person(person: Partial<Person>) {
      numbers += 1;
      const number = `+1415555${String(numbers).padStart(4, '0')}`;
      sandbox.phones.book.set(number, { steps: [], ...person });
      return number;
    },
    async send(body: Record<string, unknown>, key?: string): Promise<string> {
      const { status, body: answer } = await api('POST', '/v1/calls', { task: 'Be kind.', ...body }, key);
      if (status !== 200) throw new Error(`refused: ${JSON.stringify(answer)}`);
      return answer.call_id;
    },
    /** As soon as GET says that it has ended. */
    async ended(id: string, key?: string): Promise<Body> {
      return eventually(async () => {
        const { body } = await api('GET', `/v1/calls/${id}`, undefined, key);
        return body.completed ? body : undefined;
      });
    },
    sent: (id: string): JournalEntry[] => sandbox.journal.list({ direction: 'out', subject: id }),
  };
}

export async function webhookReceiver(answer?: Parameters<typeof receiver>[0]) {
  const { url, received } = await receiver(answer);
  const bodies = () => received.map(({ body }) => JSON.parse(body) as Body);
  return {
    url: `${url}/hook`,
    received,
    bodies,
    midCall: () => bodies().filter((body) => 'log_level' in body),
    followUps: () => bodies().filter((body) => 'event_type' in body),
    postCalls: () => bodies().filter((body) => !('log_level' in body) && !('event_type' in body)),
  };
}

export function isSigned({ body, headers }: Received): boolean {
  return headers['x-webhook-signature'] === createHmac('sha256', secret).update(body).digest('hex');
}

/**
 * Long enough that nobody goes on before their turn, however late this machine's timers are: at this speed a tenth of a
 * second is ten of the scene's.
 */
export const patiently = { do: 'wait', timeoutMs: 600_000 } as const;

/** Says hello, listens twice, and hangs up. */
export const polite: Partial<Person> = {
  steps: [
    { do: 'say', text: 'Hello?' },
    patiently,
    { do: 'say', text: 'Yes, that is fine.' },
    patiently,
    { do: 'hang up' },
  ],
};

/** Takes turns with somebody polite. In the words of the scenarios, as it is sent. */
export const courteous = {
  steps: [
    { wait: '10m' },
    { say: 'Good day, this is Ada.' },
    { wait: '10m' },
    { say: 'Goodbye.' },
    { pause: '10m' },
  ],
};
