/** What `npm run fuzz:api` says before it starts anything. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startChild } from '../helpers/child.ts';

const script = new URL('../../scripts/fuzz-api.ts', import.meta.url);

/** A PATH with nothing on it but, where a version is given, a schemathesis of that one. */
function pathWith(version?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (version !== undefined) {
    const says = `#!/bin/sh\necho 'Schemathesis, version ${version}'\n`;
    writeFileSync(join(folder, 'schemathesis'), says, { mode: 0o755 });
  }
  return folder;
}

async function run(PATH: string, ...args: string[]) {
  const child = startChild(script, { env: { PATH }, args, cwd: tmpdir() });
  const { code } = await child.ended;
  return { code, said: child.output() + child.errors() };
}

describe('without a schemathesis that is new enough', () => {
  test.each([[undefined], ['3.39.16']])('%s: says in one line how to get one', async (version) => {
    const { code, said } = await run(pathWith(version));
    expect(code).toBe(1);
    expect(said).toMatch(/^npm run fuzz:api needs schemathesis 4, .*`pip install schemathesis`.*\n$/);
  });
});

test.each([
  ['--only nobody', 'expected key, operator, admin'],
  ['--seconds soon', 'expected a whole number from 1 on'],
  ['--seed -1', '--seed'],
  ['--unknown', "'--unknown'"],
])('%s is not understood', async (flags, reason) => {
  const { code, said } = await run(pathWith('4.32.5'), ...flags.split(' '));
  expect(code).toBe(2);
  expect(said).toContain(reason);
  expect(said).toContain('npm run fuzz:api -- --seconds 600');
});
