import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { onPath } from '../../scripts/on-path.ts';
import { wayToRedis, withAptGet } from '../../scripts/redis-server.ts';

function machine(...commands: string[]) {
  return {
    has: (command: string) => commands.includes(command),
    isRoot: commands.includes('root'),
    sudoIsFree: () => commands.includes('free sudo'),
  };
}

describe('redis-server is installed by the machine itself where nobody has to be asked', () => {
  test.each([
    [['apt-get', 'root'], 'sh'],
    [['apt-get', 'free sudo'], 'sudo'],
    [['brew'], 'brew'],
  ])('%j', (commands, first) => {
    const way = wayToRedis(machine(...commands));
    expect('run' in way && way.run[0]).toBe(first);
  });

  test.each([
    [['apt-get'], '`sudo apt-get install redis-server`'],
    [['dnf', 'root'], '`sudo dnf install redis`'],
    [['apk', 'free sudo'], '`sudo apk add redis`'],
    [['brew', 'root'], '`brew install redis`'],
    [[], 'https://redis.io/'],
  ])('else the person is told how: %j', (commands, told) => {
    const way = wayToRedis(machine(...commands));
    expect('tell' in way && way.tell).toContain(told);
    expect('tell' in way && way.tell).toContain('REDIS_URL');
  });
});

describe('with apt-get', () => {
  let folder: string;
  let policy: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trunkline-apt-'));
    policy = join(folder, 'policy-rc.d');
    onTestFinished(() => rmSync(folder, { recursive: true }));
  });

  /** An apt-get that writes down what it was asked, and whether services may start then. */
  function install(ends: string): number | null {
    writeFileSync(
      join(folder, 'apt-get'),
      `#!/bin/sh\n'${policy}'; echo "$1 policy=$?" >> '${join(folder, 'asked')}'\n${ends}\n`,
      { mode: 0o755 },
    );
    const env = { PATH: [folder, process.env.PATH].join(delimiter) };
    return spawnSync('sh', ['-c', withAptGet(policy)], { env }).status;
  }
  const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');

  test('no service starts while the package is installed, and the system is as it was afterwards', () => {
    expect(install('exit 0')).toBe(0);
    expect(asked()).toEqual(['install policy=101']);
    expect(existsSync(policy)).toBe(false);
  });

  test('a list of packages that is old or missing is fetched once', () => {
    const onlyAfterUpdate = `[ "$1" = update ] && touch '${join('$(dirname "$0")', 'updated')}' && exit 0
      [ -e "$(dirname "$0")/updated" ]`.replaceAll("'", '"');
    expect(install(onlyAfterUpdate)).toBe(0);
    expect(asked()).toEqual(['install policy=101', 'update policy=101', 'install policy=101']);
  });

  test('a failure is a failure, and leaves nothing behind', () => {
    expect(install('exit 100')).not.toBe(0);
    expect(existsSync(policy)).toBe(false);
  });

  test("the administrator's own rule stays as it is", () => {
    writeFileSync(policy, '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    expect(install('exit 0')).toBe(0);
    expect(asked()).toEqual(['install policy=7']);
    expect(readFileSync(policy, 'utf8')).toContain('exit 7');
  });
});

test('a command is on the PATH only where it can be run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'tool'), '', { mode: 0o644 });
  expect(onPath('tool', `${delimiter}${folder}`)).toBeUndefined();
  writeFileSync(join(folder, 'tool2'), '', { mode: 0o755 });
  expect(onPath('tool2', `/nowhere${delimiter}${folder}`)).toBe(join(folder, 'tool2'));
});
