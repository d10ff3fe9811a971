/** The log as it lies in the database, after somebody has been at it, and what goes on being appended to it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AuditEntry } from '../../../src/models/audit-entries.ts';
import { hashOf } from '../../../src/services/audit/chain.ts';
import { database } from '../../helpers/mongo.ts';
import { auditHouse, event, key, newTenant, person } from './support/house.ts';

const mongo = await database();
const house = await auditHouse(mongo.connection());
const audit = house.open();
const entries = mongo.db.collection<AuditEntry>('audit_entries');
const anchors = mongo.db.collection('audit_anchors');

async function tenantWith(count: number, log = audit) {
  const tenant = newTenant();
  for (let at = 0; at < count; at += 1) await log.append(tenant.scope, at % 2 ? key : person, event());
  const { tenantId } = tenant;
  return {
    ...tenant,
    of: (seq: number) => ({ tenantId, seq }),
    rows: () => entries.find({ tenantId }).sort({ seq: 1 }).toArray(),
    verified: (known?: Parameters<typeof log.verify>[1]) => log.verify(tenant.scope, known),
  };
}

test('a log that nobody touched is whole, also while it grows', async () => {
  const tenant = await tenantWith(3);
  const growing = Array.from({ length: 30 }, () => audit.append(tenant.scope, key, event()));
  const verified = await Promise.all(Array.from({ length: 5 }, () => tenant.verified([])));
  expect(verified.map(({ ok }) => ok)).toEqual(verified.map(() => true));
  await Promise.all(growing);
  expect(await tenant.verified()).toMatchObject({ ok: true, entries: 33 });
});

test('a tenant without a log has nothing that could be wrong', async () => {
  expect(await (await tenantWith(0)).verified()).toMatchObject({ ok: true, entries: 0 });
});

describe('found, and named', () => {
  test('a changed entry', async () => {
    const tenant = await tenantWith(4);
    await entries.updateOne(tenant.of(2), { $set: { resourceId: 'sample_2' } });
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 2, flaw: 'changed' });
  });

  test('a field that was added', async () => {
    const tenant = await tenantWith(4);
    await entries.updateOne(tenant.of(3), { $set: { approvedBy: 'usr_1' } });
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 3, flaw: 'changed' });
  });

  test('a deleted entry', async () => {
    const tenant = await tenantWith(4);
    await entries.deleteOne(tenant.of(1));
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 1, id: null, flaw: 'missing' });
  });

  test('an entry that was given to another tenant', async () => {
    const [tenant, other] = [await tenantWith(4), await tenantWith(3)];
    await entries.updateOne(tenant.of(4), { $set: { tenantId: other.tenantId } });
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 4, flaw: 'cut' });
    expect((await other.verified()).firstFault).toMatchObject({ seq: 4, flaw: 'changed' });
  });

  test('a cut end, also after more was appended', async () => {
    const tenant = await tenantWith(5);
    await entries.deleteMany({ tenantId: tenant.tenantId, seq: { $gt: 3 } });
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 4, flaw: 'cut' });
    await audit.append(tenant.scope, key, event());
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 4, flaw: 'missing' });
  });

  test('a log of which nothing is left, also after more was appended', async () => {
    const tenant = await tenantWith(3);
    await entries.deleteMany({ tenantId: tenant.tenantId });
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 1, flaw: 'cut' });
    await audit.append(tenant.scope, key, event());
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 1, flaw: 'missing' });
  });

  test('an end that was hashed anew', async () => {
    const tenant = await tenantWith(4);
    let prev = '';
    for (const row of await tenant.rows()) {
      const anew = row.seq < 3 ? row : { ...row, action: 'other.thing', prev };
      prev = row.seq < 3 ? row.hash : hashOf(anew);
      await entries.replaceOne(tenant.of(row.seq), { ...anew, hash: prev });
    }
    await anchors.updateOne({ tenantId: tenant.tenantId }, { $set: { hash: prev } });
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 3, flaw: 'forged' });
  });

  test('a missing anchor', async () => {
    const tenant = await tenantWith(2);
    await anchors.deleteOne({ tenantId: tenant.tenantId });
    expect((await tenant.verified()).firstFault).toMatchObject({ seq: 3, flaw: 'unanchored' });
    // Whoever writes next says so where operators look.
    await audit.append(tenant.scope, key, event());
    const told = house.lines.filter(({ tenantId }) => tenantId === tenant.tenantId);
    expect(told.map(({ level, message }) => [level, message])).toContainEqual([
      'error',
      'the anchor of an audit log is gone',
    ]);
  });

  test('by what was anchored outside of the database: an end that was cut together with its anchor', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trunkline-audit-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'anchors.jsonl');
    const tenant = await tenantWith(4, house.open({ file }));
    const [, , third, fourth] = await tenant.rows();
    const known = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(known.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(known.at(-1)).toMatchObject({ tenantId: tenant.tenantId, hash: fourth?.hash });
    expect(house.lines.filter(({ tenantId }) => tenantId === tenant.tenantId).at(-1)).toMatchObject({
      level: 'info',
      metadata: { seq: 4, hash: fourth?.hash },
    });
    expect(await tenant.verified(known)).toMatchObject({ ok: true });
    await entries.deleteOne(tenant.of(4));
    await anchors.updateOne({ tenantId: tenant.tenantId }, { $set: { seq: 3, hash: third?.hash } });
    expect(await tenant.verified()).toMatchObject({ ok: true });
    expect((await tenant.verified(known)).firstFault).toMatchObject({ seq: 4, flaw: 'cut' });
  });
});

test('an anchor file that cannot be written keeps nobody from anything, and is complained about once', async () => {
  const log = house.open({ file: '/proc/no/such/folder' });
  const tenant = await tenantWith(3, log);
  expect(await tenant.verified()).toMatchObject({ ok: true, entries: 3 });
  const told = house.lines.filter(
    ({ level, message }) => level === 'warn' && message.includes('AUDIT_ANCHOR_FILE'),
  );
  expect(told).toHaveLength(1);
});
