/** The page of parts is there while the dashboard is written, has every part on it, and goes to nobody else. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const dashboard = new URL('../../dashboard/', import.meta.url).pathname;
const read = (file: string) => readFileSync(`${dashboard}${file}`, 'utf8');

test('every component of ui/ is on the page of parts', () => {
  const components = readdirSync(`${dashboard}src/ui`).filter((file) => file.endsWith('.tsx'));
  expect(components.length).toBeGreaterThan(20);
  const page = globSync('src/parts/*.tsx', { cwd: dashboard }).map(read).join('\n');
  expect(components.filter((file) => !page.includes(`'../ui/${file}'`))).toEqual([]);
});

test('what is built for production has nothing of it', () => {
  const scripts = globSync('dist/assets/*.js', { cwd: dashboard });
  expect(scripts.some((file) => file.includes('live-page'))).toBe(true);
  expect(scripts.filter((file) => file.includes('parts'))).toEqual([]);
  expect(scripts.filter((file) => /["'`]\/parts["'`]|PartsPage/.test(read(file)))).toEqual([]);
});
