import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { envExample, withTable } from '../../scripts/config-docs/render.ts';
import { readConfig } from '../../src/core/config/index.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

test('.env.example is up to date (npm run docs:config)', () => {
  expect(read('.env.example')).toBe(envExample());
});

test('the table in docs/operations.md is up to date (npm run docs:config)', () => {
  const page = read('docs/operations.md');
  expect(page).toBe(withTable(page));
});

test('.env.example sets nothing as it is, and a working configuration with every # gone', () => {
  expect(parseEnv(envExample())).toEqual({});
  const all = parseEnv(envExample().replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  expect(readConfig(all)).toMatchObject({ PORT: 3000, CORS_ORIGINS: ['https://app.example.com'] });
});
