/** The processor time that one run of something takes, in microseconds, on this thread alone. */
import { setTimeout as sleep } from 'node:timers/promises';

const sliceMs = 20;
const roundMs = (quick: boolean) => (quick ? 300 : 1_500);

/**
 * `run` may be anything that does not wait. Between the slices the process does whatever else it has to do, and until
 * it is `ready`: a machine that had no time for it measures nothing.
 */
export async function cpuPerRun(
  run: (n: number) => void,
  quick: boolean,
  ready: () => boolean = () => true,
): Promise<number> {
  let runs = 0;
  let cpu = 0;
  for (const end = performance.now() + roundMs(quick); performance.now() < end; await sleep(5)) {
    while (!ready()) await sleep(5);
    const before = process.threadCpuUsage();
    for (const sliceEnd = performance.now() + sliceMs; performance.now() < sliceEnd; ) {
      for (let n = 0; n < 100; n += 1) run(runs + n);
      runs += 100;
    }
    const { user, system } = process.threadCpuUsage(before);
    cpu += user + system;
  }
  return cpu / runs;
}
