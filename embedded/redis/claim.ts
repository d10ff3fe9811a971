/**
 * Two servers on one folder would write one file and spoil it. A server that outlived whoever started it (killed
 * without a chance to end it) is ended, so that its data is found again; one that somebody looks after is left alone.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from '../mongo/process-start.ts';

interface Identity {
  readonly pid: number;
  /** Another process may have the same number later. */
  readonly started: string | undefined;
}

interface Claim {
  readonly server: Identity;
  readonly launcher: Identity;
}

const fileOf = (dir: string) => join(dir, 'running.json');
const identityOf = (pid: number): Identity => ({ pid, started: startOf(pid) });
const lives = ({ pid, started }: Identity) => started !== undefined && startOf(pid) === started;

/** Resolves when nobody writes into the folder. */
export async function claimFolder(dir: string): Promise<void> {
  const claim = await readClaim(dir);
  if (claim === undefined || !lives(claim.server)) return;
  const { server, launcher } = claim;
  if (lives(launcher)) {
    throw new Error(
      `a Redis works on ${dir} already (process ${server.pid}, started by process ${launcher.pid}). ` +
        'Use that one, end it, or choose another folder.',
    );
  }
  process.kill(server.pid, 'SIGTERM');
  while (lives(server)) await sleep(20);
}

export async function noteOwner(dir: string, serverPid: number): Promise<void> {
  const claim: Claim = { server: identityOf(serverPid), launcher: identityOf(process.pid) };
  const aside = `${fileOf(dir)}.${process.pid}`;
  await writeFile(aside, JSON.stringify(claim));
  await rename(aside, fileOf(dir));
}

async function readClaim(dir: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(dir), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
