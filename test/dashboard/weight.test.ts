/** The live page is there quickly: with all it needs it is at most 200 KB of script as it is sent. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const dist = new URL('../../dashboard/dist/', import.meta.url);
const assets = readdirSync(new URL('assets/', dist));
const read = (name: string) => readFileSync(new URL(`assets/${name}`, dist), 'utf8');

/** What a script cannot begin without. */
function withImports(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names.filter((each) => !found.has(each))) {
    found.add(name);
    const imported = [...read(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)];
    withImports(
      imported.map(([, each = '']) => each),
      found,
    );
  }
  return found;
}

test('the live page weighs at most 200 KB of script', () => {
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const first = [...html.matchAll(/\/assets\/([^"]+\.js)"/g)].map(([, name = '']) => name);
  const page = assets.filter((name) => /^live-page-.*\.js$/.test(name));
  expect([first.length > 0, page.length]).toEqual([true, 1]);
  const all = [...withImports([...first, ...page])];
  const bytes = all.reduce((sum, name) => sum + gzipSync(read(name)).length, 0);
  expect(all.length).toBeGreaterThan(2);
  expect(bytes).toBeLessThan(200 * 1024);
});
