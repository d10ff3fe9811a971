import { describe, expect, test } from 'vitest';
import { runCase } from '../../bench/harness/run-case.ts';
import { runCases } from '../../bench/harness/run-cases.ts';
import { gauge, growth, latency, type Subject, throughput } from '../../bench/harness.ts';
import { busyWait } from './busy-wait.ts';

const short = { roundMs: 40, warmUpMs: 5 };
const options = { rounds: 5, quick: false };

/** A subject that is busy for that long and then answers 42. */
function busy(name: string, ms: number, answer = 42): Subject<null, number> {
  return {
    name,
    setup: () => null,
    run() {
      busyWait(ms);
      return answer;
    },
  };
}

function slowAndFast(aim: { minRatio?: number; maxMs?: number } = {}) {
  return throughput({
    name: 'slow and fast',
    baseline: 'slow',
    subjects: [busy('slow', 2), busy('fast', 1)],
    verify: (answer) => answer === 42,
    concurrency: 1,
    aim,
    ...short,
  });
}

async function run(cases: Parameters<typeof runCases>[0], strict = false) {
  const printed: string[] = [];
  const well = await runCases(cases, { ...options, strict, print: (text) => printed.push(text) });
  return { well, output: printed.join('\n') };
}

describe('a comparison', () => {
  test('finds that half the work is done at about twice the rate', async () => {
    // Rounds that are long beside the turns that a busy machine gives to others.
    const [slow, fast] = await runCase({ ...slowAndFast(), roundMs: 200 }, options);
    expect(slow?.ratio).toBeNull();
    expect(fast?.ratio?.median).toBeGreaterThan(1.4);
    expect(fast?.ratio?.median).toBeLessThan(3);
    expect(fast?.ratio?.min).toBeLessThanOrEqual(fast?.ratio?.median ?? 0);
    expect(fast?.ratio?.max).toBeGreaterThanOrEqual(fast?.ratio?.median ?? Number.POSITIVE_INFINITY);
  });

  test('takes its subjects in turns and closes them in reverse order', async () => {
    const seen: string[] = [];
    const subject = (name: string): Subject<string, boolean> => ({
      name,
      setup: () => name,
      run(state) {
        if (seen.at(-1) !== state) seen.push(state);
        return true;
      },
      teardown: (state) => void seen.push(`close ${state}`),
    });
    const bench = throughput({
      name: 'turns',
      baseline: 'a',
      subjects: [subject('a'), subject('b')],
      verify: (answer) => answer,
      concurrency: 2,
      roundMs: 2,
      warmUpMs: 2,
    });
    await runCase(bench, options);
    expect(seen).toEqual([...Array.from({ length: 5 }, () => ['a', 'b']).flat(), 'close b', 'close a']);
  });

  test('surrounds every round with what is to go on meanwhile', async () => {
    const seen: string[] = [];
    const accompanied: Subject<string, number> = {
      name: 'accompanied',
      setup: () => 'state',
      run: () => {
        if (seen.at(-1) !== 'run') seen.push('run');
        return 42;
      },
      beforeRound: (state) => void seen.push(`before ${state}`),
      afterRound: (state) => void seen.push(`after ${state}`),
    };
    await runCase({ ...slowAndFast(), subjects: [busy('slow', 1), accompanied] as never }, options);
    expect(seen).toEqual(Array.from({ length: 5 }, () => ['before state', 'run', 'after state']).flat());
  });

  test('refuses fewer than five rounds, and a baseline that is not among the subjects', async () => {
    await expect(runCase(slowAndFast(), { rounds: 4, quick: true })).rejects.toThrow('at least 5 rounds');
    const astray = { ...slowAndFast(), baseline: 'other' };
    await expect(runCase(astray, options)).rejects.toThrow('"other" is none of the subjects');
  });
});

describe('a run of several cases', () => {
  test('fails on a wrong answer, says whose it was, and still closes what it opened', async () => {
    let closed = 0;
    const wrong = throughput({
      name: 'wrong',
      baseline: 'right',
      subjects: [busy('right', 1), { ...busy('liar', 1, 41), teardown: () => void closed++ }],
      verify: (answer) => answer === 42,
      concurrency: 1,
      ...short,
    });
    const { well, output } = await run([wrong, slowAndFast()]);
    expect(well).toBe(false);
    expect(output).toContain('liar gave a wrong answer in run 0: 41');
    expect(closed).toBe(1);
    expect(output).toContain('slow and fast');
  });

  test('reports whether aims are met, and fails on a missed one only when it is strict', async () => {
    const met = slowAndFast({ minRatio: 1.2, maxMs: 10 });
    const missed = slowAndFast({ minRatio: 30 });
    expect(await run([met], true)).toMatchObject({
      well: true,
      output: expect.stringContaining('✓ ratio ≥ 1.2, ✓ ≤ 10 ms each'),
    });
    expect(await run([missed])).toMatchObject({
      well: true,
      output: expect.stringContaining('✗ ratio ≥ 30'),
    });
    expect(await run([missed], true)).toMatchObject({ well: false });
  });

  test('holds one subject alone to an aim beside another one than the baseline', async () => {
    const bench = throughput({
      name: 'three',
      baseline: 'slowest',
      subjects: [busy('slowest', 4), busy('slow', 2), busy('fast', 1)],
      verify: (answer) => answer === 42,
      concurrency: 1,
      aim: {
        subject: 'fast',
        beside: [
          { subject: 'slow', minRatio: 1.1 },
          { subject: 'absent', minRatio: 9 },
        ],
      },
      ...short,
    });
    const { well, output } = await run([bench], true);
    expect(well).toBe(true);
    expect(output.match(/✓/g)).toHaveLength(1);
    expect(output).toMatch(/^ {2}fast .*✓ [\d.]+ of slow \(≥ 1\.1\)$/m);
  });

  test('holds what goes on against what it was at first, and not against its middle', async () => {
    const growing = (...sizes: number[]) => {
      const left = [...sizes];
      const subject = { name: 'page', setup: () => null, run: () => [left.shift() ?? 0] };
      return growth<null>({ name: 'memory', subject, unit: 'MB', aim: { max: 1.1 } });
    };
    expect(await runCase(growing(10, 14, 10, 10, 12), options)).toMatchObject([
      { figures: [1.2, 10, 12, 14], ratio: null },
    ]);
    expect(await run([growing(10, 14, 10, 10, 12)], true)).toMatchObject({
      well: false,
      output: expect.stringContaining('✗ ≤ 1.1 of the first'),
    });
    expect(await run([growing(10, 14, 10, 10, 11)], true)).toMatchObject({ well: true });
  });

  test('reads figures off once a round', async () => {
    let reads = 0;
    const subject = (name: string, figure: number): Subject<null, number[]> => ({
      name,
      setup: () => null,
      run() {
        reads += 1;
        return [figure, figure * 2];
      },
    });
    const sizes = gauge({
      name: 'sizes',
      baseline: 'a',
      subjects: [subject('a', 4), subject('b', 8)],
      columns: ['MB', 'twice'],
      aim: { max: 7 },
    });
    expect(await runCase(sizes, options)).toMatchObject([
      { figures: [4, 8], ratio: null },
      { figures: [8, 16], ratio: { median: 2 } },
    ]);
    expect(reads).toBe(10);
    expect(await run([sizes], true)).toMatchObject({
      well: false,
      output: expect.stringContaining('✗ ≤ 7 MB'),
    });
  });

  test('holds a subject that stands alone to its latency aim', async () => {
    const alone = latency({
      name: 'alone',
      baseline: 'only',
      subjects: [busy('only', 0)],
      verify: (answer) => answer === 42,
      ratePerSec: 200,
      aim: { maxMs: 1000 },
      ...short,
    });
    const { well, output } = await run([alone], true);
    expect(well).toBe(true);
    expect(output).toContain('✓ p99 ≤ 1000 ms');
  });
});
