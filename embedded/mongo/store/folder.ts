/** A data folder is opened by its one owner, and what a crash has left in the journal comes into the trees first. */
import { statfsSync } from 'node:fs';
import { claim, release } from './claim.ts';
import { type Env, type EnvOptions, openEnv } from './env.ts';
import { inspectFolder } from './inspect.ts';
import { replay } from './journal.ts';

export async function openFolder(options: EnvOptions): Promise<Env> {
  inspectFolder(options.dir);
  const env = openEnv(options);
  let claimed = false;
  try {
    claim(env);
    claimed = true;
    catchUp(env);
    return env;
  } catch (error) {
    if (claimed) await release(env);
    await env.root.close();
    throw error;
  }
}

function catchUp(env: Env): void {
  try {
    replay(env);
  } catch (error) {
    const { bavail, bsize } = statfsSync(env.dir);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the journal of the data folder ${env.dir} cannot be brought into the data: ${reason} (${(bavail * bsize).toLocaleString('en')} bytes are free)`,
    );
  }
}
