// npm test: the checks, then every test. npm test -- PATH… runs those test files alone, without the
// checks, to be quick while something is being written. Vitest's own options may follow as well.
//
// The last line is always "N passed, N failed, N skipped", counted over test cases. What prevents tests
// from running (a failed check, a file that does not load, no test at all) counts as a failure. Above it stand the
// names of what failed, one on a line that begins with ✗.
import { parseCLI, startVitest, type Vitest } from 'vitest/node';
import { check } from './checks.ts';
import { ensureRedisServer } from './redis-server.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
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
  const { filter, options } = parseCLI(['vitest', 'run', ...args]);
  const vitest = await startVitest('test', filter, options);
  nameFailures(vitest);
  const tally = count(vitest);
  await vitest.close();
  // What the run left behind is found at its very end, when the tests are counted already.
  if (tally.failed === 0 && process.exitCode) tally.failed = 1;
  if (tally.passed + tally.failed > 0) return tally;
  console.log('No test was run.');
  return { ...tally, failed: 1 };
}

function count(vitest: Vitest): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const module of vitest.state.getTestModules()) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      tally[state === 'pending' ? 'failed' : state] += 1;
    }
    tally.failed += module.errors().length;
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
  }
  tally.failed += vitest.state.getUnhandledErrors().length;
  return tally;
}

function nameFailures(vitest: Vitest): void {
  for (const module of vitest.state.getTestModules()) {
    for (const test of module.children.allTests()) {
      if (['failed', 'pending'].includes(test.result().state)) {
        console.log(`✗ ${module.relativeModuleId} > ${test.fullName}`);
      }
    }
    if (module.errors().length > 0) console.log(`✗ ${module.relativeModuleId} does not load`);
  }
}
