import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { findChromium } from './scripts/chromium.ts';
import { compiled } from './test/helpers/compiled.ts';
import { LongestFirst } from './test/helpers/longest-first.ts';
import { filesThatShare } from './test/helpers/sharing.ts';

// Many files wait: for processes, for calls at their pace, for the database.
const maxWorkers = 4;

const each: TestProjectInlineConfiguration['test'] = {
  pool: 'forks',
  // The code runs as it does in production, by Node. Nobody mocks a module.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  env: { NODE_COMPILE_CACHE: compiled },
  setupFiles: 'test/helpers/leaks.ts',
  maxWorkers,
  // The peer's own database deadlocks or restarts now and then. Nothing is repeated on the embedded engine.
  retry: process.env.TEST_MONGODB_URI ? 2 : 0,
  testTimeout: 20_000,
  hookTimeout: 30_000,
  // A busy machine is slow; what is waited for comes all the same.
  expect: { poll: { timeout: 10_000 } },
};

const include = ['test/**/*.test.ts'];
const together = filesThatShare();
// A machine without a browser, and without a way to one, has all the other tests.
const impossible = findChromium() === undefined ? ['test/browser/**'] : [];

export default defineConfig({
  test: {
    globalSetup: 'test/helpers/global-setup.ts',
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    projects: [
      // A process for each file: storage engines and servers under test hold files, ports and memory.
      { test: { ...each, name: 'alone', include, exclude: [...together, ...impossible] } },
      { test: { ...each, name: 'together', include: together, isolate: false } },
    ],
  },
});
