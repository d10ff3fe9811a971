/** What was said in calls, read for many of them at once, and for each by itself where it is too much. */
import { expect, test } from 'vitest';
import { newId } from '../../../../src/core/ids.ts';
import { scopeFromJob, systemScope } from '../../../../src/core/tenancy.ts';
import { callsIn, type StoredCall } from '../../../../src/models/calls.ts';
import { factsIn, type StoredFact } from '../../../../src/models/facts.ts';
import { makeIndexes } from '../../../../src/models/indexes.ts';
import { createWordSweep } from '../../../../src/services/calls/search/write-words.ts';
import { database } from '../../../helpers/mongo.ts';

const connection = (await database()).connection();
const [calls, facts] = [callsIn(connection), factsIn(connection)];
await makeIndexes(connection);
const everyone = systemScope('a test', { info: () => undefined });
const sweep = createWordSweep({ calls, facts, scope: everyone });

const begun = new Date('2026-03-01T09:00:00Z');

/** The last line is stored first. */
async function ended(tenantId: string, lines: readonly string[]): Promise<string> {
  const _id = newId('call');
  const call: StoredCall = {
    _id,
    tenantId,
    connectionId: newId('conn'),
    provider: 'bland',
    providerCallId: _id,
    simulated: false,
    direction: 'inbound',
    status: 'completed',
    ended: true,
    startedAt: begun,
    lastAt: begun,
    durationsDisagree: false,
    recording: 'none',
    textDue: newId('rcpt'),
    rev: 1,
  };
  const said = lines.map((text, index): StoredFact => {
    const at = new Date(begun.getTime() + index * 1_000);
    const content = { who: 'caller', text };
    const told = { key: `${index}`, kind: 'line', source: 'provider', receiptId: newId('rcpt') } as const;
    return { _id: newId('fact'), tenantId, callId: _id, ...told, content, heardAt: at, orderedAt: at };
  });
  await calls.insertMany(everyone, [call]);
  await facts.insertMany(everyone, said.reverse(), { ordered: false, asMade: true });
  return _id;
}

const wordsOf = async (tenantId: string, id: string) => {
  const found = await calls.findById(scopeFromJob({ tenantId }), id);
  expect(found?.textDue).toBeUndefined();
  return found?.words;
};

test('each call of each tenant gets its own words', async () => {
  const [one, other] = [newId('ten'), newId('ten')];
  const first = await ended(one, ['good morning', 'tuesday please']);
  const second = await ended(one, ['cancel everything']);
  const third = await ended(other, ['another tenant']);
  const silent = await ended(other, []);
  expect(await sweep()).toBe(4);
  expect(await wordsOf(one, first)).toEqual(expect.arrayContaining(['good', 'morning', 'tuesday', 'please']));
  expect(await wordsOf(one, first)).toHaveLength(4);
  expect(await wordsOf(one, second)).toEqual(expect.arrayContaining(['cancel', 'everything']));
  expect(await wordsOf(other, third)).toEqual(expect.arrayContaining(['another', 'tenant']));
  expect(await wordsOf(other, silent)).toEqual([]);
});

test('beside one in which more was said than is read at once, each gets what is read of itself', async () => {
  const tenantId = newId('ten');
  const lines = Array.from({ length: 5_010 }, (_, index) => `word${index % 50} again`);
  const long = await ended(tenantId, ['beginning', ...lines, 'unread']);
  const short = await ended(tenantId, ['short and clear']);
  expect(await sweep()).toBe(2);
  const words = await wordsOf(tenantId, long);
  expect(words).toEqual(expect.arrayContaining(['beginning', 'word0', 'word49', 'again']));
  expect(words).not.toContain('unread');
  expect(await wordsOf(tenantId, short)).toEqual(expect.arrayContaining(['short', 'clear']));
}, 120_000);
