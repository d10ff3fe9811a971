/** One `npm run up` for one data folder: who it is stands in a file, with where its database and its Redis answer. */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOf } from '../../embedded/mongo/process-start.ts';

export interface Holder {
  readonly pid: number;
  readonly since: string;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly url: string;
  /** Where the pretended providers are; undefined where there are none. */
  readonly sandbox?: string | undefined;
}

const fileIn = (data: string) => join(data, 'up.json');

/** Whoever runs on this folder now. What a process left behind that is gone counts for nothing. */
export function holderOfFolder(data: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(fileIn(data), 'utf8')) as Holder;
    return startOf(holder.pid) === holder.since ? holder : undefined;
  } catch (error) {
    // Cut short by a machine that lost its power: whoever wrote it is gone as well.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Resolves to what gives the folder back; refuses where somebody else runs on it. */
export function holdFolder(
  data: string,
  { mongodbUri, redisUrl, url, sandbox }: Omit<Holder, 'pid' | 'since'>,
): () => void {
  const file = fileIn(data);
  const mine = `${file}.${process.pid}`;
  // It may hold a password, and a link appears whole or not at all.
  const since = startOf(process.pid) ?? '';
  const holder: Holder = { pid: process.pid, since, mongodbUri, redisUrl, url, sandbox };
  writeFileSync(mine, JSON.stringify(holder), { mode: 0o600 });
  try {
    refuseSecond(data);
    rmSync(file, { force: true });
    linkSync(mine, file);
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(file, { force: true });
}

export function refuseSecond(data: string): void {
  const holder = holderOfFolder(data);
  if (holder === undefined) return;
  throw new Error(
    `Trunkline runs already: process ${holder.pid} serves ${data} at ${holder.url}. ` +
      'End that one first (Ctrl-C in its terminal), or set TRUNKLINE_DATA and PORT to run another one beside it.',
  );
}
