import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../scripts/imports.ts');
const root = mkdtempSync(join(tmpdir(), 'trunkline-imports-'));
afterAll(() => rmSync(root, { recursive: true }));

/** What is said about a house that has this one file. */
function check(file: string, text: string): { passed: boolean; output: string } {
  const house = mkdtempSync(join(root, 'house-'));
  mkdirSync(join(house, dirname(file)), { recursive: true });
  writeFileSync(join(house, file), text);
  const { status, stdout } = spawnSync(process.execPath, [script, house], { encoding: 'utf8' });
  return { passed: status === 0, output: stdout };
}

describe('passes', () => {
  test.each([
    ['src/core/a.ts', "import { z } from 'zod';\nimport { b } from './b/c.ts';"],
    ['src/services/calls/a.ts', "import type { Calls } from '../../models/calls.ts';"],
    ['src/services/calls/a.ts', "import { b } from './b.ts';"],
    ['src/routes/a.ts', "import cors from '@fastify/cors';"],
    ['src/routes/a.ts', "// import { x } from '../models/x.ts';"],
  ])('%s with %j', (file, text) => {
    expect(check(file, text).passed).toBe(true);
  });
});

describe('refuses', () => {
  test.each([
    ['a route that reaches a model', 'src/routes/a.ts', "import { calls } from '../models/calls.ts';"],
    ['a route that has a type of a model', 'src/routes/a.ts', "import type { C } from '../models/calls.ts';"],
    ['a route that reaches a worker', 'src/routes/a.ts', "export { w } from '../workers/w.ts';"],
    [
      'a service that makes its own model',
      'src/services/calls/a.ts',
      "import { m } from '../../models/m.ts';",
    ],
    ['a service that reaches another', 'src/services/calls/a.ts', "import { m } from '../billing/m.ts';"],
    ['an import over several lines', 'src/core/a.ts', "import {\n  a,\n  b,\n} from '../models/m.ts';"],
    ['an import for its effects', 'src/core/a.ts', "import '../models/m.ts';"],
    ['an import while running', 'src/core/a.ts', "const m = await import('../models/m.ts');"],
    ['a package that is not for this folder', 'src/services/calls/a.ts', "import mongoose from 'mongoose';"],
    ['a package whose name begins like an allowed one', 'src/contract/a.ts', "import x from 'zod-extra';"],
    [
      'the product in what stands in for its surroundings',
      'embedded/redis/a.ts',
      "import { c } from '../../src/core/c.ts';",
    ],
  ])('%s', (_, file, text) => {
    const { passed, output } = check(file, text);
    expect(passed).toBe(false);
    expect(output).toContain(`${file}:1: `);
  });

  test('a file in a folder that nobody has placed', () => {
    expect(check('src/helpers/a.ts', '').output).toContain('where does it belong?');
  });

  test('and says where a type would be right', () => {
    const { output } = check('src/services/calls/a.ts', "import { m } from '../../models/m.ts';");
    expect(output).toContain('but as a type');
  });
});
