/**
 * Makes sure that there is a redis-server on the PATH: installs it with the machine's package manager where nobody
 * has to be asked for a password, and says what to type otherwise.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { onPath } from './on-path.ts';

/** The command that a person types, by the package manager that the machine has. */
const byHand = {
  brew: 'brew install redis',
  'apt-get': 'sudo apt-get install redis-server',
  dnf: 'sudo dnf install redis',
  zypper: 'sudo zypper install redis',
  apk: 'sudo apk add redis',
} as const;

export interface Machine {
  has(command: string): boolean;
  readonly isRoot: boolean;
  /** Whether sudo works without a password. */
  sudoIsFree(): boolean;
}

/** What installs it without asking anybody, or what to tell the person. */
export type Way = { readonly run: readonly [string, ...string[]] } | { readonly tell: string };

export async function ensureRedisServer(tell: (line: string) => void): Promise<void> {
  if (onPath('redis-server') !== undefined) return;
  const way = wayToRedis(thisMachine);
  if ('tell' in way) throw new Error(way.tell);
  const [command, ...args] = way.run;
  tell('redis-server is not on the PATH; installing it with the package manager of this machine.');
  const [code] = await once(spawn(command, args, { stdio: ['ignore', 2, 2] }), 'exit');
  if (code !== 0) throw new Error(`Installing redis-server failed; the words of ${command} are above.`);
  if (onPath('redis-server') === undefined) {
    throw new Error('The package was installed, and yet there is no redis-server on the PATH.');
  }
}

export function wayToRedis({ has, isRoot, sudoIsFree }: Machine): Way {
  if (has('brew') && !isRoot) return { run: ['brew', 'install', 'redis'] };
  if (has('apt-get') && isRoot) return { run: ['sh', '-c', withAptGet()] };
  if (has('apt-get') && sudoIsFree()) return { run: ['sudo', '-n', 'sh', '-c', withAptGet()] };
  const [, command] = Object.entries(byHand).find(([manager]) => has(manager)) ?? [];
  const what =
    command === undefined
      ? 'Install Redis 6.2 or newer (https://redis.io/docs/latest/operate/oss_and_stack/install/)'
      : `Install it with \`${command}\``;
  return {
    tell: `Trunkline needs redis-server, and there is none on the PATH. ${what}, or give \`npm run up\` a Redis that runs already by REDIS_URL.`,
  };
}

/**
 * Debian's package would start a service of the system and start it again at every boot. Nobody asked for one: its
 * start is forbidden for as long as the installation takes, by the system's own means, and the service is disabled.
 */
export function withAptGet(policy = '/usr/sbin/policy-rc.d'): string {
  return `
    set -e
    export DEBIAN_FRONTEND=noninteractive
    if [ ! -e '${policy}' ]; then
      trap "rm -f '${policy}'" EXIT
      trap 'exit 1' INT TERM HUP
      printf '#!/bin/sh\\nexit 101\\n' > '${policy}'
      chmod 755 '${policy}'
    fi
    install() { apt-get install --yes --no-install-recommends redis-server; }
    install || { apt-get update; install; }
    if [ -d /run/systemd/system ]; then systemctl disable redis-server; fi`;
}

const thisMachine: Machine = {
  has: (command) => onPath(command) !== undefined,
  isRoot: process.getuid?.() === 0,
  sudoIsFree: () => onPath('sudo') !== undefined && spawnSync('sudo', ['-n', 'true']).status === 0,
};
