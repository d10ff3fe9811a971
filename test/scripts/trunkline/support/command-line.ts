/** The command line in this process, on the database and the Redis of a house that runs beside it. */
import { Writable } from 'node:stream';
import { vi } from 'vitest';
import { run } from '../../../../scripts/trunkline/run.ts';
import type { App } from '../../../../src/app.ts';
import { platformTenantId } from '../../../../src/core/caller.ts';
import type { Key } from '../../../../src/core/config/kinds.ts';
import { scopeFromJob } from '../../../../src/core/tenancy.ts';

// Each command opens the whole application, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What somebody answers who is asked. Nothing said: nobody is there. */
  readonly answer?: boolean;
  readonly signal?: AbortSignal;
  /** What is told while it works. */
  readonly onTold?: (text: string) => void;
}

export async function runWith(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  { env = {}, answer, signal = new AbortController().signal, onTold }: RunOptions = {},
): Promise<Ran & { readonly questions: readonly string[] }> {
  const [stdout, stderr] = [collecting(), collecting(onTold)];
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answer === true;
  };
  const code = await run(args, {
    environment: { ...environment, ...env },
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal,
    ask: answer === undefined ? undefined : ask,
  });
  return { code, out: stdout.text(), err: stderr.text(), questions };
}

function collecting(onText: (text: string) => void = () => undefined) {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      onText(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}

export const keyRingText = (keys: readonly Key[]) =>
  keys.map(({ id, bytes }) => `${id}:${bytes.toString('base64')}`).join(',');

export function commandLineOf({ app }: { readonly app: Pick<App, 'config' | 'audit'> }) {
  const { MONGODB_URI, REDIS_URL, REDIS_PREFIX, ENCRYPTION_KEYS } = app.config;
  const environment = {
    NODE_ENV: 'test',
    MONGODB_URI,
    REDIS_URL,
    REDIS_PREFIX,
    ENCRYPTION_KEYS: keyRingText(ENCRYPTION_KEYS),
  };
  const trunkline = (args: readonly string[], options?: RunOptions) => runWith(environment, args, options);
  return {
    environment,
    trunkline,
    /** What a program gets of a command that does what it says. */
    async json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
      const { code, out, err } = await trunkline([...args, '--json']);
      if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${err}`);
      return JSON.parse(out) as T;
    },
    /** The newest entries of the audit log that the command line has left there. */
    async noted(tenantId = platformTenantId, limit = 10) {
      const query = { limit, actor: 'command-line' };
      const { items } = await app.audit.list(scopeFromJob({ tenantId }), query, { fullNumbers: true });
      return items;
    },
  };
}
