import { expect, test } from 'vitest';
import { filesThatShare } from './sharing.ts';

const sharing = new Set(filesThatShare());

test.each([
  ['test/core/money/money.test.ts', 'opens nothing'],
  ['test/embedded-mongo/conformance/crud.test.ts', 'opens the shared database alone'],
])('%s shares its process: it %s', (file) => {
  expect(sharing).toContain(file);
});

test.each([
  ['test/server.test.ts', 'starts processes'],
  ['test/helpers/open-resources.test.ts', 'opens what it then forgets'],
  ['test/routes/tenants/tenants.test.ts', 'has a server, by what it imports'],
  ['test/clients/redis.test.ts', 'has a Redis, by what it imports'],
  ['test/browser/sessions.test.ts', 'has a browser, by what it imports'],
])('%s has a process of its own: it %s', (file) => {
  expect(sharing).not.toContain(file);
});
