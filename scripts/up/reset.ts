/** Starts over: removes what `npm run up` has stored, and nothing else. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { refuseSecond } from './holder.ts';

/** What it keeps in the data folder. A folder that somebody has pointed it to may hold other things as well. */
const ours = ['mongo', 'redis', 'logs', 'speech', 'sandbox.json', 'first-login.json', 'up.json'];

export interface Reset {
  readonly data: string;
  readonly mongodbUri: string | undefined;
  readonly isSure: (question: string) => Promise<boolean>;
}

/** Tells whether it was done: the person may have thought better of it. */
export async function reset({ data, mongodbUri, isSure }: Reset): Promise<boolean> {
  if (mongodbUri !== undefined) {
    throw new Error(
      `MONGODB_URI names a database of its own, and --reset removes nothing but ${data}. Drop that database by its own means, or unset MONGODB_URI.`,
    );
  }
  refuseSecond(data);
  const there = ours.map((name) => join(data, name)).filter((path) => existsSync(path));
  if (there.length === 0) return true;
  if (!(await isSure(`Remove all calls and everything else that is stored in ${data}?`))) return false;
  for (const path of there) rmSync(path, { recursive: true, force: true });
  return true;
}
