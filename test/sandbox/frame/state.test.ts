import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createState, type Keeper } from '../../../sandbox/frame/state.ts';

let file = '';
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-sandbox-'));
  file = join(folder, 'state.json');
  onTestFinished(() => rm(folder, { recursive: true }));
});

function counter(): Keeper & { value: number } {
  return {
    schema: z.number(),
    value: 0,
    save() {
      return this.value;
    },
    load(saved) {
      this.value = (saved as number | undefined) ?? 0;
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
  for (const text of ['not JSON', '', '{"part":', 'null', '[]', '7', '{"part":"seven"}', '{"part":null}']) {
    await writeFile(file, text);
    expect(() => createState(file, () => undefined).keep('part', counter()), text).toThrow(file);
    expect(await readFile(file, 'utf8')).toBe(text);
  }
});

test('a file that was left half written beside it does not matter', async () => {
  await writeFile(file, '{"part":5}');
  await writeFile(`${file}.new`, '{"par');
  const state = createState(file, () => undefined);
  const part = counter();
  state.keep('part', part);
  expect(part.value).toBe(5);
  part.value = 6;
  state.touch();
  await state.close();
  expect(await readFile(file, 'utf8')).toBe('{"part":6}');
});

test('of a snapshot that is wrong in one part, nothing is taken', () => {
  const state = createState(undefined, () => undefined);
  const parts = [counter(), counter()];
  for (const [index, part] of parts.entries()) state.keep(`part ${index}`, part);
  expect(() => state.restore({ 'part 0': 1, 'part 1': 'two' })).toThrow(/part 1: .*expected number/);
  expect(parts.map(({ value }) => value)).toEqual([0, 0]);
  state.restore({ 'part 0': 1, 'part 1': 2, 'a part that nobody has': {} });
  expect(parts.map(({ value }) => value)).toEqual([1, 2]);
});
