/**
 * For every test file: what it opened it has to close. Vitest ends its processes in any case, so nobody would notice a
 * socket, server, child process, thread or timer that a test, or the product, forgot.
 */
import { flushCompileCache } from 'node:module';
import { afterAll } from 'vitest';
import { forgive, timersLeft, watchResources } from './open-resources.ts';

const resources = watchResources();

// Registered before anything of the file itself, so that it runs after all of that.
afterAll(async () => {
  const left = await resources.left();
  // Vitest ends this process without a word, and then nobody after it would have what it has compiled.
  flushCompileCache();
  forgive(left);
  if (left.length > 0)
    throw new Error([`left open by this file: ${left.join(', ')}`, ...timersLeft()].join('\n'));
});
