/** npm run audit as a person types it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { startChild } from '../../helpers/child.ts';
import { database } from '../../helpers/mongo.ts';
import { auditHouse, event, newTenant, person } from '../../services/audit/support/house.ts';

const mongo = await database();
const house = await auditHouse(mongo.connection());
const audit = house.open();
const entries = mongo.db.collection('audit_entries');
const patient = { timeout: 60_000 };

/** Each test has the log for itself. */
beforeEach(async () => {
  for (const name of ['audit_entries', 'audit_anchors']) await mongo.db.collection(name).deleteMany({});
});

async function run(...args: string[]) {
  const [{ id, bytes }] = house.ring;
  const child = startChild(new URL('../../../scripts/audit.ts', import.meta.url), {
    args,
    env: {
      MONGODB_URI: new URL(mongo.name, inject('mongoUri')).href,
      ENCRYPTION_KEYS: `${id}:${bytes.toString('base64')}`,
    },
  });
  const { code } = await child.ended;
  return { code, output: child.output(), errors: child.errors() };
}

async function tenantWith(count: number) {
  const tenant = newTenant();
  for (let at = 0; at < count; at += 1) await audit.append(tenant.scope, person, event());
  return tenant;
}

describe('verify', patient, () => {
  test('0 where every log is whole', async () => {
    const [one, other] = [await tenantWith(2), await tenantWith(1)];
    const { code, output, errors } = await run('verify');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain(`${one.tenantId}: whole, 2 entries`);
    expect(output).toContain(`${other.tenantId}: whole, 1 entries`);
    expect(output).toContain('2 logs verified, 0 of them not whole');
  });

  test('1 where one is not, with the first bad entry of it', async () => {
    const [one, other] = [await tenantWith(3), await tenantWith(1)];
    const changed = await entries.findOneAndUpdate(
      { tenantId: one.tenantId, seq: 2 },
      { $set: { actorId: 'usr_other' } },
    );
    const { code, output } = await run('verify', '--tenant', 'all');
    expect(code).toBe(1);
    expect(output).toContain(`${one.tenantId}: NOT WHOLE. Entry 2 (${changed?._id}) is the first bad one`);
    expect(output).toContain(`${other.tenantId}: whole`);
    expect((await run('verify', '--tenant', other.tenantId)).code).toBe(0);
  });

  test('for programs, of a log of which nothing is left but its anchor', async () => {
    const { tenantId } = await tenantWith(2);
    await entries.deleteMany({});
    const { code, output } = await run('verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      ok: false,
      logs: [{ tenantId, ok: false, entries: 0, firstFault: { seq: 1, id: null, flaw: 'cut' } }],
    });
  });

  test('against what was anchored elsewhere, also of a log that is gone with its anchor', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trunkline-audit-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'anchors.jsonl');
    const lines = [1, 2].map((seq) => JSON.stringify({ tenantId: newTenant().tenantId, seq, hash: 'abc' }));
    await writeFile(file, `${lines.join('\n')}\n{"tenantId":"ten_`);
    const { code, output } = await run('verify', '--anchors', file);
    expect(code).toBe(1);
    expect(output).toContain('2 logs verified, 2 of them not whole');
    expect((await run('verify')).code).toBe(0);
  });

  test('finds an entry that is there twice, although the unique key that forbids it is gone', async () => {
    const { tenantId } = await tenantWith(2);
    await entries.dropIndexes();
    onTestFinished(async () => {
      await entries.deleteMany({});
      await auditHouse(mongo.connection());
    });
    const first = await entries.findOne({ seq: 1 });
    await entries.insertOne({ ...first, _id: 'aud_copy' as never });
    const { code, output } = await run('verify');
    expect(code).toBe(1);
    expect(output).toContain(`${tenantId}: NOT WHOLE. Entry 1`);
  });

  test.each([
    [['verify', '--tenant', 'acme'], 'acme is no id of a tenant.'],
    [['verify', '--anchors', '/no/such/file'], 'no such file'],
    [['export', '--tenant', newTenant().tenantId, '--format', 'xml'], '--format: '],
  ])('2 where nothing can be found out: %s', async (args, reason) => {
    const { code, errors } = await run(...args);
    expect(code).toBe(2);
    expect(errors).toContain(reason);
  });
});

test('export writes a tenant’s entries, and is noted', patient, async () => {
  const { tenantId, scope } = await tenantWith(2);
  const { code, output, errors } = await run('export', '--tenant', tenantId, '--format', 'csv');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output.trim().split('\r\n')).toHaveLength(4);
  expect(output).toContain('Ada Lovelace');
  const { items } = await audit.list(scope, { limit: 1 }, { fullNumbers: true });
  expect(items).toMatchObject([{ action: 'audit.export', actor: { kind: 'system', id: 'command-line' } }]);
});

test('says how it is used', patient, async () => {
  expect(await run('--help')).toMatchObject({
    code: 0,
    output: expect.stringContaining('npm run audit -- verify'),
  });
  expect((await run()).code).toBe(2);
  expect((await run('verify', 'this')).code).toBe(2);
});
