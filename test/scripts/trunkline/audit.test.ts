/** trunkline audit, which npm run audit is short for. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { auditHouse, event, newTenant, person } from '../../services/audit/support/house.ts';
import { runWith } from './support/command-line.ts';

const mongo = await database();
const house = await auditHouse(mongo.connection());
const audit = house.open();
const entries = mongo.db.collection('audit_entries');

/** Each test has the log for itself. */
beforeEach(async () => {
  for (const name of ['audit_entries', 'audit_anchors']) await mongo.db.collection(name).deleteMany({});
});

const [{ id: keyId, bytes }] = house.ring;
const environment = {
  MONGODB_URI: new URL(mongo.name, inject('mongoUri')).href,
  ENCRYPTION_KEYS: `${keyId}:${bytes.toString('base64')}`,
};

async function run(...args: string[]) {
  const { code, out: output, err: errors } = await runWith(environment, ['audit', ...args]);
  return { code, output, errors };
}

async function tenantWith(count: number) {
  const tenant = newTenant();
  for (let at = 0; at < count; at += 1) await audit.append(tenant.scope, person, event());
  return tenant;
}

describe('verify', () => {
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
    [['verify', '--tenant', 'acme'], 'acme is no id and no slug of a tenant.'],
    [['verify', '--anchors', '/no/such/file'], 'no such file'],
  ])('2 where nothing can be found out: %s', async (args, reason) => {
    const { code, output, errors } = await run(...args);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(reason);
  });
});

test('asks Redis for nothing, also where its address lies in a file', async () => {
  const env = { REDIS_URL_FILE: '/no/such/file' };
  expect(await runWith(environment, ['audit', 'verify'], { env })).toMatchObject({ code: 0, err: '' });
});

describe('list', () => {
  test('entries as over HTTP, page by page and by what is asked for', async () => {
    const { tenantId, scope } = await tenantWith(3);
    const { output } = await run('list', '--tenant', tenantId, '--limit', '2', '--json');
    expect(JSON.parse(output)).toEqual(await audit.list(scope, { limit: 2 }, { fullNumbers: true }));
    const shown = await run('list', '--tenant', tenantId, '--limit', '2');
    expect(shown.output).toContain('Ada Lovelace');
    const [, cursor = ''] = /--cursor (\S+)/.exec(shown.errors) ?? [];
    const rest = await run('list', '--tenant', tenantId, '--cursor', cursor, '--json');
    expect(JSON.parse(rest.output)).toMatchObject({ items: [{ seq: 1 }], nextCursor: null });
    const none = await run('list', '--tenant', tenantId, '--action', 'nothing.done');
    expect(none).toEqual({ code: 0, output: 'There is no such entry.\n', errors: '' });
  });

  test('2 for a time that is none, 1 for a tenant that there is not', async () => {
    const { code, errors } = await run('list', '--tenant', 'acme', '--from', 'yesterday');
    expect(code).toBe(2);
    expect(errors).toContain('--from: ');
    expect((await run('list', '--tenant', 'acme')).code).toBe(1);
  });
});

describe('export', () => {
  test('writes a tenant’s entries, and is noted', async () => {
    const { tenantId, scope } = await tenantWith(2);
    const { code, output, errors } = await run('export', '--tenant', tenantId, '--format', 'csv');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output.trim().split('\r\n')).toHaveLength(4);
    expect(output).toContain('Ada Lovelace');
    const { items } = await audit.list(scope, { limit: 1 }, { fullNumbers: true });
    expect(items).toMatchObject([
      { action: 'audit.export', actor: { kind: 'command-line', id: 'command-line' } },
    ]);
    expect((await run('verify', '--tenant', tenantId)).code).toBe(0);
  });

  test('2 for a format that there is not', async () => {
    const { code, output, errors } = await run('export', '--tenant', newTenant().tenantId, '--format', 'xml');
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain('--format: ');
  });
});
