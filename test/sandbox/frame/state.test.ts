import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createState, type Keeper } from '../../../sandbox/frame/state.ts';

let file = '';
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-sandbox-'));
  file = join(folder, 'state.json');
  onTestFinished(() => rm(folder, { recursive: true }));
});

function counter(): Keeper & { value: number } {
  return {
    value: 0,
    save() {
      return this.value;
    },
    load(saved) {
      this.value = typeof saved === 'number' ? saved : 0;
    },
  };
}

test('what one sandbox knew, the next one knows', async () => {
  const first = createState(file, () => undefined);
  const part = counter();
  first.keep('part', part);
  part.value = 7;
  first.touch();
  await first.close();

  const second = createState(file, () => undefined);
  const again = counter();
  second.keep('part', again);
  expect(again.value).toBe(7);
  await second.close();
});

test('a snapshot brings it back, and nothing brings the first day back', () => {
  const state = createState(undefined, () => undefined);
  const part = counter();
  state.keep('part', part);
  part.value = 3;
  const snapshot = state.snapshot();
  state.restore();
  expect(part.value).toBe(0);
  state.restore(snapshot);
  expect(part.value).toBe(3);
});

test('a file that is none of ours is not overwritten: the sandbox does not start', async () => {
  await writeFile(file, 'not JSON');
  expect(() => createState(file, () => undefined)).toThrow(file);
  expect(await readFile(file, 'utf8')).toBe('not JSON');
});
