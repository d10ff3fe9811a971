/**
 * One data folder, one server. LMDB would let several processes write; what is kept in memory here (the catalog,
 * the counters) would not survive that. The owner's process is written into the file itself, under LMDB's own
 * lock, so that two starting servers cannot both find it free.
 */
import { startOf } from '../process-start.ts';
import { decode, encode } from '../values/bson.ts';
import type { Env } from './env.ts';
import { causeOf } from './writer.ts';

const OWNER = Buffer.from('owner');

class FolderInUse extends Error {}

export function claim(env: Env): void {
  const holder = env.root.transactionSync(() => {
    const stored = env.meta.getBinary(OWNER);
    const owner = stored && (decode(stored) as { pid: number; since: string });
    if (owner && startOf(owner.pid) === owner.since) return owner.pid;
    env.meta.putSync(OWNER, encode({ pid: process.pid, since: startOf(process.pid) ?? '' }));
    return undefined;
  });
  if (holder !== undefined) {
    throw new FolderInUse(
      `the data folder ${env.dir} is served by process ${holder}: stop that one first, or use another folder`,
    );
  }
}

export async function release(env: Env): Promise<void> {
  const done = env.meta.remove(OWNER) as Promise<boolean> & { flushed?: Promise<boolean> };
  try {
    await done;
    await done.flushed;
  } catch (error) {
    // On a full disk the entry stays. It is nobody's as soon as this process has ended.
    await causeOf(error);
  }
}
