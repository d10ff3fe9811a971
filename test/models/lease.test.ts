import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { leasesIn } from '../../src/models/lease.ts';
import { database, uniqueName } from '../helpers/mongo.ts';

const mongo = await database();
const leases = leasesIn(mongo.connection());

const long = 3_600_000;
const many = Array.from({ length: 25 }, (_, at) => `process ${at}`);
const isTrue = (value: boolean) => value;

/** A lease that was taken by another, and has run out since. */
async function runOut(): Promise<string> {
  const name = uniqueName('lease');
  expect(await leases.take(name, 'the old one', 1)).toBe(true);
  await sleep(20);
  return name;
}

describe('taking a lease', () => {
  it('is for one of many at the same time, when it was never taken before', async () => {
    for (let round = 0; round < 10; round++) {
      const name = uniqueName('lease');
      const taken = await Promise.all(many.map((holder) => leases.take(name, holder, long)));
      expect(taken.filter(isTrue).length).toBeLessThanOrEqual(1);
      // All may have met between its making and its first taking; then it is free for the next.
      const again = await Promise.all(many.map((holder) => leases.take(name, holder, long)));
      expect(again.filter(isTrue)).toHaveLength(1);
      if (taken.some(isTrue)) expect(again).toEqual(taken);
    }
  });

  it('is for one of many at the same time, when it has run out', async () => {
    for (let round = 0; round < 10; round++) {
      const name = await runOut();
      const taken = await Promise.all(many.map((holder) => leases.take(name, holder, long)));
      expect(taken.filter(isTrue)).toHaveLength(1);
    }
  });

  it('is refused while another has it, and granted to who has it already', async () => {
    const name = uniqueName('lease');
    expect(await leases.take(name, 'one', long)).toBe(true);
    expect(await leases.take(name, 'other', long)).toBe(false);
    expect(await leases.take(name, 'one', long)).toBe(true);
    expect(await leases.take(name, 'other', long)).toBe(false);
  });

  it('has nothing to do with leases of other names', async () => {
    const [one, other] = [uniqueName('lease'), uniqueName('lease')];
    expect(await leases.take(one, 'one', long)).toBe(true);
    expect(await leases.take(other, 'other', long)).toBe(true);
  });

  it('takes a holder’s name for a name, whatever it looks like', async () => {
    const name = uniqueName('lease');
    expect(await leases.take(name, '$holder', long)).toBe(true);
    expect(await leases.take(name, 'other', long)).toBe(false);
    expect(await leases.take(name, '$$ROOT', long)).toBe(false);
    expect(await leases.renew(name, '$holder', long)).toBe(true);
  });

  it.each([0, -1, Number.NaN])('refuses to last %d ms', async (ttlMs) => {
    await expect(leases.take(uniqueName('lease'), 'one', ttlMs)).rejects.toThrow(RangeError);
  });
});

describe('renewing a lease', () => {
  it('keeps it for its holder alone', async () => {
    const name = uniqueName('lease');
    await leases.take(name, 'one', long);
    expect(await leases.renew(name, 'one', long)).toBe(true);
    expect(await leases.renew(name, 'other', long)).toBe(false);
    expect(await leases.renew(uniqueName('lease'), 'one', long)).toBe(false);
  });

  it('tells who was too late that another has it', async () => {
    const name = await runOut();
    expect(await leases.take(name, 'other', long)).toBe(true);
    expect(await leases.renew(name, 'the old one', long)).toBe(false);
    expect(await leases.take(name, 'the old one', long)).toBe(false);
  });

  it('saves one that has run out, if nobody has taken it', async () => {
    const name = await runOut();
    expect(await leases.renew(name, 'the old one', long)).toBe(true);
    expect(await leases.take(name, 'other', long)).toBe(false);
  });
});

describe('releasing a lease', () => {
  it('leaves it to the next, and the holder knows that it is gone', async () => {
    const name = uniqueName('lease');
    await leases.take(name, 'one', long);
    await leases.release(name, 'one');
    expect(await leases.renew(name, 'one', long)).toBe(false);
    expect(await leases.take(name, 'other', long)).toBe(true);
  });

  it('is for its holder alone', async () => {
    const name = uniqueName('lease');
    await leases.take(name, 'one', long);
    await leases.release(name, 'other');
    await leases.release(uniqueName('lease'), 'other');
    expect(await leases.take(name, 'other', long)).toBe(false);
  });
});
