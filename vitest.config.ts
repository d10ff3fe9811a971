import { defineConfig } from 'vitest/config';
import { compiled } from './test/helpers/compiled.ts';
import { LongestFirst } from './test/helpers/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A process for each file: storage engines and servers under test hold files, ports and memory.
    pool: 'forks',
    // The code runs as it does in production, by Node. Nobody mocks a module.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    env: { NODE_COMPILE_CACHE: compiled },
    globalSetup: 'test/helpers/global-setup.ts',
    setupFiles: 'test/helpers/leaks.ts',
    // Many files wait: for processes, for calls at their pace, for the database.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // The peer's own database deadlocks or restarts now and then. Nothing is repeated on the embedded engine.
    retry: process.env.TEST_MONGODB_URI ? 2 : 0,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A busy machine is slow; what is waited for comes all the same.
    expect: { poll: { timeout: 10_000 } },
  },
});
