/** Clients that keep their connections and send one request after the other, and know exactly what became of each. */
import { Agent, get } from 'node:http';

export interface Outcome {
  readonly id: string;
  /**
   * `answered`: whole, with 200. `untouched`: the connection was refused or closed before a byte of an answer.
   * `broken`: anything else.
   */
  readonly kind: 'answered' | 'untouched' | 'broken';
  readonly error?: string;
}

export interface Load {
  readonly outcomes: Outcome[];
  /** Resolves when every client has been refused. */
  readonly refused: Promise<void>;
}

/** `pathOf` says what the n-th request of a client asks for. */
export function load(url: string, clients: number, pathOf: (n: number) => string): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const outcomes: Outcome[] = [];
  const client = async (which: number) => {
    for (let n = 0; ; n += 1) {
      const outcome = await ask(agent, `${url}${pathOf(n)}`, `load-${which}-${n}-0000`);
      outcomes.push(outcome);
      if (outcome.error === 'ECONNREFUSED') return;
    }
  };
  const refused = Promise.all(Array.from({ length: clients }, (_, which) => client(which))).then(() =>
    agent.destroy(),
  );
  return { outcomes, refused };
}

function ask(agent: Agent, url: string, id: string): Promise<Outcome> {
  return new Promise((resolve) => {
    let text: string | undefined;
    const request = get(url, { agent, headers: { 'x-request-id': id } }, (response) => {
      text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const whole = response.complete && response.statusCode === 200 && isJson(text);
        resolve(
          whole ? { id, kind: 'answered' } : { id, kind: 'broken', error: `${response.statusCode} ${text}` },
        );
      });
      response.on('error', (error) => resolve({ id, kind: 'broken', error: error.message }));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const kind = text === undefined && !isParseError(error) ? 'untouched' : 'broken';
      resolve({ id, kind, error: error.code ?? error.message });
    });
  });
}

/** Bytes came, but no head of an answer. */
const isParseError = ({ code }: NodeJS.ErrnoException) => code?.startsWith('HPE_') === true;

function isJson(text = ''): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
