import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { Subject } from '../../src/core/subject.ts';
import { announcementsIn } from '../../src/models/revocations.ts';
import { database } from '../helpers/mongo.ts';

const mongo = await database();
const announcements = announcementsIn(mongo.connection());
const raw = mongo.db.collection<{ _id: number; expiresAt?: Date }>('revocations');
const { signal } = new AbortController();

beforeEach(async () => {
  await raw.deleteMany({});
});

const subject = (id: string): Subject => ({ kind: 'key', id });

test('numbers are dense, whoever takes them', async () => {
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    let known = 0;
    for (let n = 0; n < 5; n++) known = await announcements.append(known, [subject(`${writer}-${n}`)]);
  });
  await Promise.all(writers);
  const numbers = (await raw.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
});

// The order of visibility is what a counter, or a time, cannot promise.
test('a reader who goes on after the last number it saw hears of all, in the order of the numbers', async () => {
  const expected = new Set<string>();
  let writing = true;
  const writers = Promise.all(
    Array.from({ length: 5 }, async (_, writer) => {
      let known = 0;
      for (let n = 0; n < 8; n++) {
        expected.add(`${writer}-${n}`);
        known = await announcements.append(known, [subject(`${writer}-${n}`)]);
      }
    }),
  ).then(() => {
    writing = false;
  });
  const readers = Array.from({ length: 3 }, async () => {
    const heard: string[] = [];
    let known = 0;
    for (let last = false; !last; ) {
      last = !writing;
      const news = await announcements.since(known, signal);
      expect(news.whole).toBe(true);
      heard.push(...news.subjects.map(({ id }) => id));
      known = news.newest;
      await sleep(Math.random() * 5);
    }
    return heard;
  });
  await writers;
  const heard = await Promise.all(readers);
  for (const one of heard) expect(one).toEqual(heard[0]);
  expect(new Set(heard[0])).toEqual(expected);
  expect(heard[0]).toHaveLength(expected.size);
});

test('all but the newest have a day left, so that numbers never begin again', async () => {
  for (let n = 0; n < 3; n++) await announcements.expireBefore(await announcements.append(n, [subject('a')]));
  const entries = await raw.find().sort({ _id: 1 }).toArray();
  const leftMs = entries.map(({ expiresAt }) => expiresAt && expiresAt.getTime() - Date.now());
  expect(leftMs[2]).toBeUndefined();
  for (const left of leftMs.slice(0, 2)) {
    expect(left).toBeGreaterThan(23 * 3_600_000);
    expect(left).toBeLessThanOrEqual(24 * 3_600_000);
  }
});

test('the database lets go of what has no time left', async () => {
  await mongo.connection().models.Revocation?.createIndexes();
  await announcements.append(0, [subject('old')]);
  await announcements.append(1, [subject('new')]);
  await raw.updateOne({ _id: 1 }, { $set: { expiresAt: new Date(0) } });
  // A server looks once a minute; the embedded engine of the tests twice a second.
  if (mongo.kind === 'embedded') await expect.poll(() => raw.countDocuments()).toBe(1);
});

test('a reader whose last number is gone is told so', async () => {
  for (let n = 0; n < 4; n++) await announcements.append(n, [subject(`${n}`)]);
  await raw.deleteMany({ _id: { $lte: 2 } });
  expect(await announcements.since(3, signal)).toEqual({ newest: 4, subjects: [subject('3')], whole: true });
  expect(await announcements.since(2, signal)).toMatchObject({ newest: 4, whole: false });
  await raw.deleteMany({});
  expect(await announcements.since(4, signal)).toEqual({ newest: 0, subjects: [], whole: false });
});
