/** The command, as somebody types it. */
import { execFile } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { play } from '../../../sandbox/player/command.ts';
import type { CallReport } from '../../../sandbox/player/report.ts';
import type { RunSummary } from '../../../sandbox/player/run.ts';
import { speechCacheDir } from '../helpers/frame.ts';
import { playing } from './helpers.ts';

interface Typed {
  code: number;
  out: string;
  problem: string;
}

/** As a process, which takes a second to start. */
function typed(...args: string[]): Promise<Typed> {
  return new Promise((resolve) => {
    const command = ['sandbox/main.ts', 'play', '--speech-cache', speechCacheDir, ...args];
    const child = execFile(process.execPath, command, (_error, out, problem) =>
      resolve({ code: child.exitCode ?? -1, out, problem }),
    );
  });
}

/** What the process does, without it. */
async function played(...args: string[]): Promise<Typed> {
  const said = { log: [] as string[], error: [] as string[] };
  const spies = (['log', 'error'] as const).map((how) =>
    vi.spyOn(console, how).mockImplementation((line) => said[how].push(String(line))),
  );
  try {
    const code = await play(['--speech-cache', speechCacheDir, ...args]);
    return { code, out: said.log.join('\n'), problem: said.error.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('plays against an address, tells what was said, and ends well', async () => {
  const { receiver } = await playing();
  const args = [
    '--scenario',
    'second-gather',
    '--provider',
    'twilio',
    '--speed',
    '20',
    '--target',
    receiver.url,
  ];
  const { code, out } = await played(...args);
  expect([code, out]).toEqual([0, expect.stringContaining('1 calls, 1 as expected')]);
  expect(out).toMatch(/^met {6}second-gather +twilio/m);
  expect(out).toMatch(/agent +For appointments press one/);
  expect(out).toMatch(/sent +status completed: taken with 204/);
  expect(receiver.journal.map(({ kind }) => kind)).toContain('status completed');
});

test('prints data, and nothing else, where that is asked for', async () => {
  const { code, out } = await typed('--scenario', 'busy,rejected', '--count', '6', '--rate', '50', '--json');
  const run = JSON.parse(out) as RunSummary & { calls: CallReport[] };
  expect(code).toBe(0);
  expect(run).toMatchObject({ placed: 6, settled: 6, met: 6, balanced: true });
  expect(run.calls.every(({ webhooks }) => webhooks.every(({ outcome }) => outcome === 'sent'))).toBe(true);
});

test('ends with 1 where something was not as expected, and says what', async () => {
  // Nobody is there to be told.
  const args = [
    '--scenario',
    'busy',
    '--provider',
    'twilio',
    '--speed',
    '50',
    '--target',
    'http://127.0.0.1:1/',
  ];
  const { code, out } = await played(...args);
  expect(code).toBe(1);
  expect(out).toContain('NOT MET');
  expect(out).toContain('learnt by was "asking", expected "webhook"');
  expect(out).toContain('given up');
});

test('plays on a sandbox that runs', async () => {
  const { sandbox, receiver } = await playing();
  const args = ['--sandbox', sandbox.url, '--scenario', 'busy', '--count', '3', '--target', receiver.url];
  const { code } = await played(...args);
  expect(code).toBe(0);
  expect(sandbox.player.calls(10)).toHaveLength(3);
});

test.each([
  [['--help'], 0, '--scenario NAME'],
  [['--list'], 0, 'angry-caller'],
  [['--scenario', 'nonsense'], 2, 'no scenario nonsense; there are angry-caller'],
  [['--rate', 'fast'], 2, 'rate'],
  [['--nonsense'], 2, "Unknown option '--nonsense'"],
  [['--sandbox', 'http://127.0.0.1:1'], 2, 'http://127.0.0.1:1'],
])('%j ends with %i', async (args, code, text) => {
  const { code: ended, out, problem } = await played(...args);
  expect([ended, out + problem]).toEqual([code, expect.stringContaining(text)]);
});

test('a process ends with the same', async () => {
  const { code, out, problem } = await typed('--nonsense');
  expect([code, out, problem]).toEqual([2, '', expect.stringContaining("Unknown option '--nonsense'")]);
});
