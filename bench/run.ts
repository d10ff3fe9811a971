// npm run bench -- NAME [--rounds N] [--minutes N] [--quick] [--strict], or --list. Prints; writes nothing.
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runCases } from './harness/run-cases.ts';
import type { BenchOptions, Case } from './harness.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '2' },
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const notBenchmarks = ['harness.ts', 'run.ts'];
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !notBenchmarks.includes(file))
  .map((file) => file.slice(0, -'.ts'.length));

if (values.list) {
  for (const name of names) console.log(name);
} else {
  // Not left to the event loop: a subject that hangs would keep it alive.
  process.exit((await run(positionals)) ? 0 : 1);
}

async function run([name, ...more]: string[]): Promise<boolean> {
  if (name === undefined || more.length > 0 || !names.includes(name)) {
    console.error(
      `usage: npm run bench -- NAME [--rounds N] [--minutes N] [--quick] [--strict]; NAME is one of: ${names.join(', ')}`,
    );
    return false;
  }
  const { default: casesOf } = (await import(`./${name}.ts`)) as {
    default: (options: BenchOptions) => Case[] | Promise<Case[]>;
  };
  const { quick, strict } = values;
  const [rounds, minutes] = [Number(values.rounds), Number(values.minutes)];
  if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes} is no time to watch for`);
  console.log(`${name}: ${rounds} rounds, Node ${process.versions.node}, ${cpus().length} cores`);
  await using end = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void end.disposeAsync().finally(() => process.exit(1)));
  }
  const cases = await casesOf({ quick, rounds, minutes, defer: (cleanUp) => end.defer(cleanUp) });
  return await runCases(cases, { rounds, quick, strict, print: (text) => console.log(text) });
}
