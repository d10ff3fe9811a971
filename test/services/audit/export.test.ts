/** A log of any length leaves in pieces: no more is read than is taken. */
import { expect, test } from 'vitest';
import { permissionsOf } from '../../../src/core/permissions.ts';
import { database } from '../../helpers/mongo.ts';
import { auditHouse, event, key, newTenant, viewing } from './support/house.ts';

const mongo = await database();
const house = await auditHouse(mongo.connection());
let reads = 0;
const audit = house.open({
  models: {
    ...house.models,
    auditEntries: {
      ...house.models.auditEntries,
      find: (...args) => {
        reads += 1;
        return house.models.auditEntries.find(...args);
      },
    },
  },
});
const tenant = newTenant();
await Promise.all(Array.from({ length: 1_600 }, () => audit.append(tenant.scope, key, event())));

test('all entries, in their order', async () => {
  const seqs: number[] = [];
  for await (const { seq } of audit.walk(tenant.scope, {}, viewing)) seqs.push(seq);
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, at) => seqs.length - at));
  expect(seqs.length).toBeGreaterThanOrEqual(1_600);
});

test('whoever stops taking stops the reading', async () => {
  reads = 0;
  for await (const _ of audit.walk(tenant.scope, {}, viewing)) break;
  expect(reads).toBe(1);
});

test('a reader who is slow is not read ahead for', async () => {
  const to = { actor: key, scope: tenant.scope, permissions: permissionsOf('operator') };
  const { body } = await audit.export(to, { format: 'jsonl' });
  reads = 0;
  const [first] = await body.take(1).toArray();
  expect(String(first).length).toBeGreaterThan(65_000);
  expect(reads).toBeLessThan(3);
});
