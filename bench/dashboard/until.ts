import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 20_000;
const lookEveryMs = 20;

/** Where it does not become so in time, whoever looks next says what is wrong. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo()) && performance.now() < deadline) await sleep(lookEveryMs);
}
