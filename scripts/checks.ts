import { spawn } from 'node:child_process';
import { join } from 'node:path';

const bin = (name: string) => join(import.meta.dirname, '..', 'node_modules', '.bin', name);

/** Runs the checks beside each other, and shows in full the words of those that fail. */
export async function check({ fix }: { fix: boolean }): Promise<boolean> {
  const results = await Promise.all([
    // One checker: several look at the same types anew, which costs twice the time on a machine of two cores.
    run('types', bin('tsc'), '--checkers', '1'),
    run('types of the dashboard', bin('tsc'), '--checkers', '1', '--project', 'dashboard'),
    run('format and lint', bin('biome'), 'check', '--error-on-warnings', ...(fix ? ['--write'] : [])),
    run('who imports whom', process.execPath, join(import.meta.dirname, 'imports.ts')),
    run('unused code and packages', bin('knip'), '--no-progress'),
  ]);
  return results.every((passed) => passed);
}

function run(name: string, command: string, ...args: string[]): Promise<boolean> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => output.push(Buffer.from(error.message)));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(Buffer.concat(output).toString());
      resolve(code === 0);
    });
  });
}
