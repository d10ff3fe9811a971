/** The folder in which backups lie side by side, each named by its time. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startOf } from '../../embedded/mongo/process-start.ts';
import { manifestName } from './manifest.ts';

const finished = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/;
const unfinished = /^\.part-(\d+)-(.*)$/;

/** A file name that sorts by time. */
export const nameOf = (time: Date) => time.toISOString().replaceAll(':', '-');

/** Where this process writes until it is done. */
export const partName = () => `.part-${process.pid}-${startOf(process.pid)?.replace(/\W+/g, '-')}`;

/** Complete backups, the newest first. */
async function backupsIn(shelf: string): Promise<string[]> {
  const names = (await readdir(shelf)).filter((name) => finished.test(name)).sort();
  return names
    .map((name) => join(shelf, name))
    .filter((folder) => existsSync(join(folder, manifestName)))
    .reverse();
}

/** Leaves the newest ones. What is no backup is not touched. */
export async function keepNewest(shelf: string, keep: number): Promise<string[]> {
  const old = (await backupsIn(shelf)).slice(keep);
  for (const folder of old) await rm(folder, { recursive: true });
  return old;
}

/** Removes what processes have left that were ended in the middle of a backup. */
export async function removeAbandoned(shelf: string): Promise<void> {
  for (const name of await readdir(shelf)) {
    const [, pid, since] = unfinished.exec(name) ?? [];
    if (pid === undefined || startOf(Number(pid))?.replace(/\W+/g, '-') === since) continue;
    await rm(join(shelf, name), { recursive: true, force: true });
  }
}
