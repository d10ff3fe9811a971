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

describe('in pieces', () => {
  // A page for each answer, whatever the clock says.
  const short = house.open({ pieces: { page: 3, forMs: 0 } });

  async function inPieces(scope: Parameters<typeof short.verifyPiece>[0], log = short) {
    const pieces = [await log.verifyPiece(scope)];
    for (let last = pieces[0]; typeof last?.nextCursor === 'string'; last = pieces.at(-1)) {
      pieces.push(await log.verifyPiece(scope, last.nextCursor));
    }
    return pieces;
  }

  test('each says how far it came, and the last one what it comes to', async () => {
    const { scope, verified } = await tenantWith(9);
    const pieces = await inPieces(scope);
    expect(pieces.map(({ ok, entries, outOf }) => [ok, entries, outOf])).toEqual([
      [null, 4, 9],
      [null, 7, 9],
      [true, 9, 9],
    ]);
    const { verifiedAt: _, ...whole } = await verified();
    expect(pieces.at(-1)).toMatchObject(whole);
  });

  test('any process goes on where another has ended, also while the log grows', async () => {
    const { scope } = await tenantWith(5);
    const first = await short.verifyPiece(scope);
    await audit.append(scope, key, event());
    const pieces = [];
    for (let cursor = first.nextCursor; cursor !== null; cursor = pieces.at(-1)?.nextCursor ?? null) {
      pieces.push(await house.open({ pieces: { page: 1, forMs: 0 } }).verifyPiece(scope, cursor));
    }
    expect(pieces.at(-1)).toMatchObject({ ok: true, entries: 6, outOf: 6 });
  });

  test.each([1, 3, 4, 5, 8, 9])('what is wrong with entry %i is found', async (seq) => {
    const tenant = await tenantWith(9);
    await entries.updateOne(tenant.of(seq), { $set: { resourceId: 'sample_2' } });
    expect((await inPieces(tenant.scope)).at(-1)).toMatchObject({
      ok: false,
      entries: seq - 1,
      firstFault: { seq, flaw: 'changed' },
      nextCursor: null,
    });
    await entries.deleteOne(tenant.of(seq));
    const flaw = seq === 9 ? 'cut' : 'missing';
    expect((await inPieces(tenant.scope)).at(-1)?.firstFault).toMatchObject({ seq, flaw });
  });

  test('an entry whose number is none is found', async () => {
    const tenant = await tenantWith(4);
    const [row] = await tenant.rows();
    await entries.insertOne({ ...row, _id: 'aud_more', seq: '7' } as never);
    const last = (await inPieces(tenant.scope)).at(-1);
    expect(last?.firstFault).toMatchObject({ seq: 5, id: 'aud_more', flaw: 'changed' });
  });

  test('a place that somebody made up, or another tenant’s, is none', async () => {
    const [mine, other] = [await tenantWith(5), await tenantWith(5)];
    const { nextCursor } = await short.verifyPiece(other.scope);
    const signed = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString());
    const moved = { ...signed, place: { ...signed.place, seq: 5 } };
    const made = Buffer.from(JSON.stringify(moved)).toString('base64url');
    for (const cursor of [nextCursor ?? '', made, 'e30', 'bm8']) {
      // Said at once or by what comes back: no walk is begun.
      await expect((async () => short.verifyPiece(mine.scope, cursor))()).rejects.toMatchObject({
        status: 400,
      });
    }
    await expect((async () => short.verifyPiece(other.scope, made))()).rejects.toMatchObject({ status: 400 });
  });
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
