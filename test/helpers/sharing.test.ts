import { expect, test } from 'vitest';
import { filesThatShare } from './sharing.ts';

const sharing = new Set(filesThatShare());

test.each([
  ['test/core/money/money.test.ts', 'opens nothing'],
  ['test/routes/tenants/tenants.test.ts', 'has a server, and closes it'],
])('%s shares its process: it %s', (file) => {
  expect(sharing).toContain(file);
});

test.each([
  ['test/helpers/open-resources.test.ts', 'opens what it then forgets'],
  ['test/providers/http/request.test.ts', 'sets variables of its process'],
  ['test/browser/sessions.test.ts', 'has a browser, by what it imports'],
])('%s has a process of its own: it %s', (file) => {
  expect(sharing).not.toContain(file);
});
