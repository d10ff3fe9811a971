import { configDefaults, defineConfig } from 'vitest/config';
import { compiled } from './test/helpers/compiled.ts';
import { LongestFirst } from './test/helpers/longest-first.ts';

/**
 * Files that share processes, one after the other, and so what they import. That is sound because each has to close
 * what it has opened (test/helpers/leaks.ts). All others have a process of their own: storage engines and servers
 * under test hold files and memory.
 */
const sharing = [
  ...['clients', 'contract', 'core', 'isolation', 'models', 'providers', 'routes', 'services'],
  ...['aggregate', 'conformance', 'semantics', 'text'].map((name) => `embedded-mongo/${name}`),
].map((folder) => `test/${folder}/**/*.test.ts`);

const common = {
  pool: 'forks',
  // The code runs as it does in production, by Node. Nobody mocks a module.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  env: { NODE_COMPILE_CACHE: compiled },
  setupFiles: 'test/helpers/leaks.ts',
  // The peer's own database deadlocks or restarts now and then. Nothing is repeated on the embedded engine.
  retry: process.env.TEST_MONGODB_URI ? 2 : 0,
  testTimeout: 20_000,
  hookTimeout: 30_000,
  // A busy machine is slow; what is waited for comes all the same.
  expect: { poll: { timeout: 10_000 } },
} as const;

export default defineConfig({
  test: {
    globalSetup: 'test/helpers/global-setup.ts',
    // Many files wait: for processes, for calls at their pace, for the database.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...sharing],
        },
      },
      { test: { ...common, name: 'sharing', include: sharing, isolate: false } },
    ],
  },
});
