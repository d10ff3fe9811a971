/** The sandbox beside the product: where no provider is set up, the pretended ones take their place. */
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import type { Part } from './parts.ts';
import { portFor } from './ports.ts';
import { readSettings } from './settings.ts';

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  readonly part: Part;
  /** By what the product reaches it. */
  readonly product: Environment;
}

/** None in production. */
export async function sandboxFor(environment: Environment, data: string): Promise<Sandbox | undefined> {
  if (environment.NODE_ENV === 'production') return undefined;
  const { SANDBOX_PORT } = readSettings(environment);
  const port = await portFor('SANDBOX_PORT', '127.0.0.1', SANDBOX_PORT);
  const url = `http://127.0.0.1:${port}`;
  const kept = ['--state', join(data, 'sandbox.json'), '--speech-cache', join(data, 'speech')];
  const part: Part = {
    name: 'sandbox',
    argv: ['sandbox/main.ts', '--port', String(port), ...kept],
    env: environment,
    readyLine: /^sandbox on /,
    shows: (_line, from) => from === 'stderr',
  };
  const hasMail = environment.SENDGRID_API_KEY ?? environment.SENDGRID_API_KEY_FILE;
  const mail = {
    SENDGRID_API_KEY: 'SG.sandbox',
    SENDGRID_BASE_URL: `${url}/sendgrid`,
    MAIL_FROM: 'calls@trunkline.example',
  };
  // Nobody wants to wait ten minutes for what became of a call that only seems to go on.
  const calls = { CALLS_SILENT_SECONDS: '10', CALLS_MISSED_SECONDS: '10' };
  return { url, port, part, product: { ...calls, ...(hasMail === undefined && mail) } };
}
