/** Of a row that changes something and says nothing about the audit log, TypeScript says that it is wrong. */
import { test } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '../../../src/routes/frame/route.ts';

const words = {
  url: '/row',
  access: { kind: 'public' },
  summary: 'A row',
  description: 'A row.',
  tags: ['Tests'],
} as const;
const schema = { response: { 200: z.object({}) } };
const handler = () => Promise.reject(new Error('never called'));

test('is checked by tsc', () => {
  defineRoute({ ...words, method: 'GET', schema, handler });
  defineRoute({ ...words, method: 'GET', audit: 'row.export', schema, handler });
  defineRoute({ ...words, method: 'POST', audit: 'row.make', schema, handler });
  defineRoute({ ...words, method: 'POST', unaudited: 'changes nothing', schema, handler });
  // @ts-expect-error: says neither.
  defineRoute({ ...words, method: 'POST', schema, handler });
  // @ts-expect-error: says neither.
  defineRoute({ ...words, method: 'DELETE', schema, handler });
  // @ts-expect-error: says both.
  defineRoute({ ...words, method: 'PATCH', audit: 'row.change', unaudited: 'why', schema, handler });
  // @ts-expect-error: no verb.
  defineRoute({ ...words, method: 'PUT', audit: 'row', schema, handler });
  // @ts-expect-error: a reason why not, of what changes nothing.
  defineRoute({ ...words, method: 'GET', unaudited: 'why', schema, handler });
});
