import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A process for each file: storage engines and servers under test hold files, ports and memory.
    pool: 'forks',
    globalSetup: 'test/helpers/global-setup.ts',
    setupFiles: 'test/helpers/leaks.ts',
    maxWorkers: 3,
    // The peer's own database deadlocks or restarts now and then. Nothing is repeated on the embedded engine.
    retry: process.env.TEST_MONGODB_URI ? 2 : 0,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A busy machine is slow; what is waited for comes all the same.
    expect: { poll: { timeout: 10_000 } },
  },
});
