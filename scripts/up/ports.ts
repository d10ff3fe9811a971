/** Whether a port is free, and which process holds it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** Port 0 becomes a free one; one that is taken is refused with the name of its holder and what changes it. */
export async function portFor(variable: string, host: string, wanted: number): Promise<number> {
  const probe = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      probe.once('error', reject).listen({ host, port: wanted, exclusive: true }, () => {
        const address = probe.address();
        resolve(typeof address === 'object' && address !== null ? address.port : wanted);
      });
    });
  } catch (error) {
    throw new Error(reason(variable, host, wanted, (error as NodeJS.ErrnoException).code));
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}

function reason(variable: string, host: string, port: number, code: string | undefined): string {
  if (code === 'EADDRINUSE') {
    return (
      `Port ${port} is in use by ${holderOf(port) ?? "a process of another user's"}. ` +
      `End that, or set ${variable} to another port, in .env or for once: ${variable}=${port + 1} npm run up`
    );
  }
  if (code === 'EACCES') {
    return `Port ${port} is reserved for the system. Set ${variable} to one above 1023.`;
  }
  return `HOST is ${host}, and no port can be opened there (${code}). Set HOST to an address of this machine.`;
}

/** Each of them may be free, and yet they cannot be opened together. */
export function refuseSamePorts(ports: Readonly<Record<string, number | undefined>>): void {
  const taken = Object.entries(ports).filter(([, port]) => port !== undefined);
  for (const [index, [variable, port]] of taken.entries()) {
    const [other] = taken.slice(0, index).find((one) => one[1] === port) ?? [];
    if (other === undefined) continue;
    throw new Error(`${other} and ${variable} are both ${port}. Set one of them to another port.`);
  }
}

/** As `process 123 (node server.js)`; undefined where this user may not see it. */
export function holderOf(port: number): string | undefined {
  const pid = process.platform === 'linux' ? pidFromProc(port) : pidFromLsof(port);
  return pid === undefined ? undefined : `process ${pid} (${commandOf(pid)})`;
}

const listening = '0A';

function pidFromProc(port: number): number | undefined {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(lines).flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const isOurs = state === listening && Number.parseInt(local.split(':')[1] ?? '', 16) === port;
    return isOurs ? [`socket:[${inode}]`] : [];
  });
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => openFiles(pid).some((file) => inodes.includes(file)));
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    // A system without IPv6 has no such file.
    return [];
  }
}

/** A process that has just ended, or is somebody else's, has none that we could see. */
function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function pidFromLsof(port: number): number | undefined {
  try {
    const found = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { encoding: 'utf8' });
    return Number(found.split('\n')[0]);
  } catch {
    // lsof ends with 1 where it finds nothing.
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.trim().slice(0, 120) || 'unknown';
  } catch {
    return 'unknown';
  }
}
