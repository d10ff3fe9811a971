// npm test: the checks, then every test. npm test -- PATH… runs those test files alone, without the
// checks, to be quick while something is being written. Vitest's own options may follow as well.
//
// The last line is always "N passed, N failed, N skipped", counted over test cases. What prevents tests
// from running (a failed check, a file that does not load, no test at all) counts as a failure. Above it stand the
// names of what failed, one on a line that begins with ✗.
import { stripVTControlCharacters } from 'node:util';
import { parseCLI, startVitest, type TestModule } from 'vitest/node';
import { check } from './checks.ts';
import { ensureChromium } from './chromium.ts';
import { ensureRedisServer } from './redis-server.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

type Options = ReturnType<typeof parseCLI>['options'];

/** What is there when Vitest has ended. */
interface Run {
  readonly modules: readonly TestModule[];
  /** What failed outside all files. */
  readonly errors: readonly unknown[];
}

const args = process.argv.slice(2);
const tally = await testAll();
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed === 0 ? 0 : 1);

async function testAll(): Promise<Tally> {
  if (args.length === 0 && !(await check({ fix: false }))) {
    console.log('The checks failed, so no test was run.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  try {
    await ensureRedisServer(console.log);
  } catch (error) {
    console.log((error as Error).message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  sayWithoutBrowser();
  const { filter, options } = parseCLI(['vitest', 'run', ...args]);
  const first = await begin(filter, options);
  const again = toRepeat(first.modules);
  const rest = again.length > 0 ? await repeat(again, options) : { modules: [], errors: [] };
  const modules = [...first.modules.filter((module) => !again.includes(module)), ...rest.modules];
  const errors = [...first.errors, ...rest.errors];
  nameFailures(modules, errors);
  const tally = count(modules, errors);
  if (tally.passed + tally.failed > 0) return tally;
  console.log('No test was run.');
  return { ...tally, failed: 1 };
}

/** Which tests a machine has without one: vitest.config.ts. */
function sayWithoutBrowser(): void {
  if (ensureChromium(console.log) !== undefined) return;
  console.log(
    'Skipped: the tests in a browser, because there is no Chromium on the PATH. Install it, for example with `sudo apt-get install chromium` or `brew install --cask chromium`.',
  );
}

async function run(filter: string[], options: Options): Promise<Run> {
  const vitest = await startVitest('test', filter, options);
  return { modules: vitest.state.getTestModules(), errors: vitest.state.getUnhandledErrors() };
}

/** In CI, what prevented the tests from beginning (a server that did not come up) has a second chance as well. */
async function begin(filter: string[], options: Options): Promise<Run> {
  const first = await run(filter, options);
  if (!process.env.CI || first.modules.length > 0 || first.errors.length === 0) return first;
  nameFailures([], first.errors, '↻ once more:');
  return run(filter, options);
}

/**
 * In CI, a few files that failed run once more with the machine to themselves: whoever changed one thing should not be
 * stopped by a machine that stalled at another. Each is named with a ↻, for it is to be mended all the same. Who runs
 * tests by hand sees the first failure.
 */
function toRepeat(modules: readonly TestModule[]): readonly TestModule[] {
  const failed = modules.filter((module) => !module.ok());
  return process.env.CI && failed.length <= 8 ? failed : [];
}

function repeat(failed: readonly TestModule[], options: Options): Promise<Run> {
  nameFailures(failed, [], '↻ once more:');
  return run(
    failed.map((module) => module.moduleId),
    options,
  );
}

function count(modules: readonly TestModule[], errors: readonly unknown[]): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      tally[state === 'pending' ? 'failed' : state] += 1;
    }
    tally.failed += module.errors().length;
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
  }
  tally.failed += errors.length;
  return tally;
}

function nameFailures(modules: readonly TestModule[], unhandled: readonly unknown[], mark = '✗'): void {
  for (const module of modules) {
    const file = module.relativeModuleId;
    for (const test of module.children.allTests()) {
      const { state, errors = [] } = test.result();
      if (state === 'failed') name(mark, `${file} > ${test.fullName}`, errors);
      if (state === 'pending')
        name(mark, `${file} > ${test.fullName}`, [{ message: 'it did not come to its end' }]);
    }
    if (module.errors().length > 0) name(mark, `${file}, outside its tests`, module.errors());
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0)
        name(mark, `${file} > ${suite.fullName}, outside its tests`, suite.errors());
    }
  }
  for (const error of unhandled) {
    name(mark, 'outside all tests', [{ message: String((error as Error | undefined)?.message ?? error) }]);
  }
}

/** One line: where it was, and the beginning of what went wrong there. */
function name(mark: string, where: string, errors: readonly { message: string }[]): void {
  const reasons = errors.map(({ message }) =>
    stripVTControlCharacters(message).split('\n')[0]?.slice(0, 200),
  );
  console.log(`${mark} ${where}: ${reasons.join('; ')}`);
}
