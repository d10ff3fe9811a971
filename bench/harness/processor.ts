import { readFileSync } from 'node:fs';

const msPerTick = 10;

/** What a process has used of the processors; 0 where the system does not tell. */
export function cpuMs(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  return (user + system) * msPerTick;
}
