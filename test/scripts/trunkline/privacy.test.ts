/** trunkline retention and erase: what is old goes, what is asked for goes, and both are noted and reported. */
import { describe, expect, test } from 'vitest';
import type { Erasure } from '../../../src/contract/privacy.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { accessHouse } from '../../helpers/access-house.ts';
import { commandLineOf } from './support/command-line.ts';

const house = await accessHouse();
const { app, ask, newTenant, newKey, person } = house;
const { trunkline, json, noted } = commandLineOf(house);

const day = 24 * 3_600_000;

async function oldKeyOf(tenantId: string) {
  const { key } = await newKey(tenantId);
  const scope = scopeFromJob({ tenantId });
  const revokedAt = new Date(Date.now() - 400 * day);
  await app.models.apiKeys.updateOne(scope, { _id: key.id }, { $set: { revokedAt } });
  return { isThere: () => app.models.apiKeys.exists(scope, { _id: key.id }) };
}

describe('retention', () => {
  test('show says how long each kind is kept, usually and by a tenant', async () => {
    const { slug } = await newTenant({ settings: { retentionDays: { mails: 90 }, legalHold: true } });
    type Shown = { legalHold: boolean; items: { kind: string; days: number | null; why: string }[] };
    const daysOf = ({ items }: Shown, kind: string) => items.find((one) => one.kind === kind)?.days;
    const usual = await json<Shown>('retention', 'show');
    expect([daysOf(usual, 'mails'), daysOf(usual, 'audit'), usual.legalHold]).toEqual([365, null, false]);
    const theirs = await json<Shown>('retention', 'show', '--tenant', slug);
    expect([daysOf(theirs, 'mails'), theirs.legalHold]).toEqual([90, true]);
    const { out, err } = await trunkline(['retention', 'show', '--tenant', slug]);
    expect(out).toMatch(/^mails +90 +30 +3650 /m);
    expect(err).toContain('A legal hold');
  });

  test('run removes what is old enough, keeps what is held, and says both', async () => {
    const [one, held] = [await newTenant(), await newTenant({ settings: { legalHold: true } })];
    const [old, kept] = [await oldKeyOf(one.id), await oldKeyOf(held.id)];
    expect((await trunkline(['retention', 'run'])).code).toBe(2);
    expect((await trunkline(['retention', 'run'], { answer: false })).code).toBe(1);
    expect(await old.isThere()).toBe(true);
    const { items } = await json<{ items: object[] }>('retention', 'run', '--yes');
    expect(items).toContainEqual({ tenantId: one.id, held: false, removed: { keys: 1 } });
    expect(items).toContainEqual({ tenantId: held.id, held: true, removed: {} });
    expect([await old.isThere(), await kept.isThere()]).toEqual([false, true]);
    expect((await noted())[0]).toMatchObject({ action: 'retention.run', actor: { kind: 'command-line' } });
  });

  test('1 while a worker is at it', async () => {
    const { leases } = app.models;
    await leases.take('privacy: retention', 'a worker', 60_000);
    const refused = await trunkline(['retention', 'run', '--yes']);
    await leases.release('privacy: retention', 'a worker');
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('A worker is at it') });
    expect((await noted())[0]).toMatchObject({ action: 'retention.run', outcome: 'failed' });
  });
});

describe('erase', () => {
  const number = '+14155550142';
  const somebody = { kind: 'system', id: 'test', name: 'A test', requestId: 'req_1' } as const;

  test('does the work where no worker runs, and reports what was found', async () => {
    const { id, slug } = await newTenant();
    await app.audit.append(scopeFromJob({ tenantId: id }), somebody, {
      action: 'visit.noted',
      resource: { type: 'visit', id: 'visit_1' },
      personal: { subject: number, values: { number } },
    });
    const erasure = await json<Erasure>('erase', '--tenant', slug, '--number', number, '--yes');
    expect(erasure).toMatchObject({
      state: 'done',
      requestedBy: { kind: 'command-line', id: 'command-line' },
    });
    expect(erasure.report.find(({ kind }) => kind === 'audit')).toMatchObject({ removed: 1 });
    const { body } = await ask(person('operator', id), 'GET', `/v1/erasures/${erasure.id}`);
    expect(body).toEqual(erasure);
    const entry = (await noted(id))[0];
    expect(entry).toMatchObject({ action: 'erasure.request', resource: { id: erasure.id } });
  });

  test('shows people a row for each kind of data, and the number to nobody but who is asked', async () => {
    const { slug } = await newTenant();
    const { code, out, err, questions } = await trunkline(
      ['erase', '--tenant', slug, '--number', number, '--verbose'],
      {
        answer: true,
      },
    );
    expect(code).toBe(0);
    expect(questions).toEqual([`Erase everything that ${slug} has about ${number}, for good?`]);
    expect(out).toMatch(/^audit +0 +0 +-/m);
    expect(out + err).not.toContain(number);
  });

  test('is stopped in order, and the same command goes on with the same erasure', async () => {
    const { slug } = await newTenant();
    const args = ['erase', '--tenant', slug, '--number', number, '--yes', '--json'];
    const left = await trunkline([...args, '--no-wait']);
    const { id, state } = JSON.parse(left.out) as Erasure;
    expect(state).toBe('waiting');
    const stopped = await trunkline(args, { signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ code: 1, out: '' });
    expect(stopped.err).toContain(`The erasure ${id} is not done yet.`);
    expect(JSON.parse((await trunkline(args)).out)).toMatchObject({ id, state: 'done' });
  });

  test('2 for what is no number, 1 for a tenant that there is not', async () => {
    const wrong = await trunkline(['erase', '--tenant', 'x', '--number', '0142', '--yes']);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--number: expected a number') });
    expect((await trunkline(['erase', '--tenant', 'nobody', '--number', number, '--yes'])).code).toBe(1);
  });
});
