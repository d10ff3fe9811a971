/** One who asks, for as long as was said; and what came of it. */
import { createClosing } from '../../src/core/closing.ts';
import { openDesk } from './desk.ts';
import type { House } from './house.ts';
import type { Identify, Role } from './identities.ts';
import { requestsOf } from './requests.ts';
import { runSchemathesis } from './schemathesis.ts';

export interface Round {
  readonly house: House;
  readonly identify: Identify;
  readonly role: Role;
  /** Of schemathesis. */
  readonly command: string;
  readonly seconds: number;
  readonly seed: number;
  readonly phases: string | undefined;
  readonly signal: AbortSignal;
}

const readyWithinMs = 5_000;

/** Resolves with what was wrong, a line for each. */
export async function playRound({ house, identify, role, ...run }: Round): Promise<string[]> {
  const { seconds, seed, phases } = run;
  const faults: string[] = [];
  const closing = createClosing((message) => faults.push(message));
  const heard = house.complaints.length;
  const before = await requestsOf(house);
  console.log(`\n— as ${role}, ${seconds} s, seed ${seed}`);
  try {
    const desk = await openDesk(closing, () =>
      identify(role).catch((error: Error) => {
        faults.push(`nobody could become ${role}: ${error.message}`);
        throw error;
      }),
    );
    const end = await runSchemathesis({ ...run, url: house.url, folder: house.folder, desk });
    if (end !== undefined) faults.push(end);
  } finally {
    await closing.close();
  }
  faults.push(...house.complaints.slice(heard), ...(await unready(house)));
  const after = await requestsOf(house);
  const [all, good] = [after.all - before.all, after.good - before.good];
  console.log(`— ${all} requests as ${role}, ${Math.round((good / all) * 100)} % of them answered with 2xx`);
  const phasesFlag = phases === undefined ? '' : ` --phases ${phases}`;
  const again = `npm run fuzz:api -- --only ${role} --seconds ${seconds} --seed ${seed}${phasesFlag}`;
  return faults.map((fault) => `${fault} (${again})`);
}

async function unready({ url }: House): Promise<string[]> {
  try {
    const { status } = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(readyWithinMs) });
    return status === 200 ? [] : [`/ready answers ${status} afterwards`];
  } catch (error) {
    return [`/ready does not answer afterwards: ${(error as Error).message}`];
  }
}
