/** Tells a process from another one that got its number later. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process started, in whatever form the system tells it; undefined when there is no such process. */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name stands in brackets and may hold anything; the state is the first field behind it, the start the 20th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // Ended already, and only not yet taken notice of by its parent.
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    process.kill(pid, 0);
    if (process.platform === 'win32') return 'running';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
