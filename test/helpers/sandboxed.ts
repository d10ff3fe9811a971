/** A whole Trunkline that knows its own address, and a sandbox whose providers reach it there. */
import { afterAll } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../sandbox/server.ts';
import { testApp } from './app.ts';
import { freePort } from './free-port.ts';

interface Options extends Pick<SandboxOptions, 'seed' | 'speed' | 'speechCacheDir'> {
  readonly env?: Record<string, string>;
}

export async function sandboxedHouse({ env = {}, ...options }: Options) {
  const sandbox = await startSandbox(options);
  const port = String(await freePort());
  const house = await testApp({
    env: {
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      EGRESS_ALLOWED_NETWORKS: '127.0.0.1',
      RATE_LIMIT_CALLER_REQUESTS: '1000000',
      RATE_LIMIT_CONNECTION_REQUESTS: '1000000',
      ...env,
    },
  });
  // Before the house, which sees to it that nobody is connected any more.
  afterAll(async () => {
    await sandbox.close();
    await house.app.calls.intake.idle();
  });
  return { sandbox, house };
}
