/**
 * Writes past calls as Trunkline writes those that come in: facts by its own store, calls folded from them and made
 * ready for the database by its own writer, words by its own reading of what was said. Only what it would do once for
 * each call is done for many: facts are handed on and not stored, for no list reads them, and nothing is left due.
 */
import mongoose from 'mongoose';
import { factOf } from '../../src/core/calls/facts.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { createSealer } from '../../src/core/crypto/index.ts';
import { newId } from '../../src/core/ids.ts';
import { systemScope } from '../../src/core/tenancy.ts';
import { wordsOf } from '../../src/core/words.ts';
import { type Calls, callsIn, type StoredCall } from '../../src/models/calls.ts';
import type { Facts, StoredFact } from '../../src/models/facts.ts';
import type { CallNews } from '../../src/services/calls/apply/news.ts';
import { createCallPrivacy } from '../../src/services/calls/apply/privacy.ts';
import { createFactStore } from '../../src/services/calls/apply/store-facts.ts';
import { createCallWriter } from '../../src/services/calls/apply/write-calls.ts';
import type { Tenant } from '../calls/tenant.ts';
import type { Environment } from '../server/ground.ts';
import { type PastCall, pastCall } from './past-calls.ts';

const together = 500;
const scope = systemScope('a benchmark writes past calls', { info: () => undefined });

export async function fill(environment: Environment, tenant: Tenant, count: number): Promise<void> {
  const { ENCRYPTION_KEYS, MONGODB_URI } = readConfig(environment);
  const connection = await mongoose.createConnection(MONGODB_URI).asPromise();
  const privacy = createCallPrivacy(createSealer(ENCRYPTION_KEYS));
  const calls = callsIn(connection);
  const begun = performance.now();
  let next = 0;
  let written = 0;
  let told = 0;

  /** Two at a time: one is made while the database has the other. */
  async function line(): Promise<void> {
    for (let first = next; first < count; first = next) {
      next += together;
      const numbers = Array.from({ length: Math.min(together, count - first) }, (_, index) => first + index);
      const news = numbers.map((n) => newsOf(pastCall(n, count), tenant));
      await write(news, calls, privacy);
      written += news.length;
      if (written - told < count / 20) continue;
      told = written;
      const seconds = Math.round((performance.now() - begun) / 1_000);
      console.log(`${written.toLocaleString('en')} of ${count.toLocaleString('en')} calls, ${seconds} s`);
    }
  }

  try {
    await Promise.all([line(), line()]);
  } finally {
    await connection.close();
  }
}

function newsOf(call: PastCall, { id: tenantId, connectionId, numberId }: Tenant): CallNews {
  const { provider, simulated, agent, providerCallId, startedAt: receivedAt, facts } = call;
  const connection = { id: connectionId, ownerId: tenantId, provider, simulated };
  const [receiptId, callId] = [newId('rcpt'), newId('call')];
  return { receiptId, connection, receivedAt, providerCallId, facts, tenantId, callId, numberId, agent };
}

async function write(
  news: readonly CallNews[],
  calls: Calls,
  privacy: ReturnType<typeof createCallPrivacy>,
): Promise<void> {
  const stored: StoredFact[] = [];
  const insertMany = (async (_: unknown, documents: readonly StoredFact[]) => {
    stored.push(...documents);
    return { insertedCount: documents.length, duplicates: [] };
  }) as unknown as Facts['insertMany'];
  const nothing = async () => ({ insertedCount: 0, matchedCount: 0 });
  const bulkWrite = nothing as unknown as Facts['bulkWrite'];
  await createFactStore({ facts: { insertMany, bulkWrite }, privacy, scope })(news);

  const textOf = new Map(news.map(({ callId, facts }) => [callId, textIn(facts)]));
  const inserted = (async (_: unknown, entries: readonly { insertOne: { document: StoredCall } }[]) => {
    const documents = entries.map(({ insertOne: { document } }) => {
      const { textDue, usageDue: _usage, ...call } = document;
      return textDue === undefined ? call : { ...call, words: wordsOf(textOf.get(call._id) ?? '') };
    });
    const { insertedCount } = await calls.insertMany(scope, documents, { ordered: false, asMade: true });
    return { insertedCount, matchedCount: 0 };
  }) as unknown as Calls['bulkWrite'];
  const noCalls = (async () => []) as unknown as Calls['find'];
  const folded = (async () => stored.filter(({ folded }) => folded)) as unknown as Facts['find'];
  await createCallWriter({
    calls: { find: noCalls, bulkWrite: inserted },
    facts: { find: folded },
    privacy,
    scope,
  })(news);
}

function textIn(facts: CallNews['facts']): string {
  return facts.flatMap((each) => factOf([each], 'line')?.content.text ?? []).join('\n');
}
