/**
 * Folds calls anew and writes those that changed. A call is written only over the revision that was read; where
 * somebody else was quicker it is read and folded again.
 */
import { isDeepStrictEqual } from 'node:util';
import { byTenant } from '../../../core/by-tenant.ts';
import type { FoldedCall } from '../../../core/calls/call.ts';
import { bulkyKinds, type HeardFact } from '../../../core/calls/facts.ts';
import { type SystemScope, scopeFromJob } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';
import { fold, foldUnknown } from '../fold/index.ts';
import { lengthClassOf } from '../search/lengths.ts';
import { textDue } from '../search/text-due.ts';
import { usageDue } from '../usage/due.ts';
import { changeOf, type FoldedDocument } from './change-of.ts';
import { lastLineOf } from './last-line.ts';
import type { CallNews } from './news.ts';
import type { Privacy } from './privacy.ts';

interface Parts {
  readonly calls: Pick<Calls, 'find' | 'bulkWrite'>;
  readonly facts: Pick<Facts, 'find'>;
  readonly privacy: Privacy;
  readonly scope: SystemScope;
}

export interface WrittenCall {
  readonly tenantId: string;
  readonly callId: string;
  readonly rev: number;
  /** Those that it was folded from; none where it was not folded anew. */
  readonly facts: readonly HeardFact[];
}

type SomeNews = [CallNews, ...CallNews[]];
type ByCall = ReadonlyMap<string, Readonly<SomeNews>>;

export function createCallWriter({ calls, facts, privacy, scope }: Parts) {
  /** As it has to be stored, but for its revision. What is sealed stays as it was where it says the same. */
  function folded(
    news: CallNews,
    { callerName, metadata, ...call }: FoldedCall,
    heard: Heard,
    old: StoredCall | undefined,
  ): FoldedDocument {
    const owner = { _id: news.callId, tenantId: news.tenantId };
    const secrets = {
      ...(callerName !== undefined && { callerName }),
      ...(metadata !== undefined && { metadata }),
    };
    const isSame = old !== undefined && isDeepStrictEqual(privacy.openCall(old), secrets);
    const sealed = isSame ? old.sealed : privacy.sealCall(owner, secrets);
    return {
      ...owner,
      ...wayOf(news, old),
      ...call,
      ...heard,
      lastAt: new Date(Math.max(call.lastAt.getTime(), heard.lastAt.getTime())),
      ...(sealed !== undefined && { sealed }),
      ...(call.billableSec !== undefined && { lengthClass: lengthClassOf(call.billableSec) }),
    };
  }

  async function round(byCall: ByCall): Promise<WrittenCall[]> {
    const callIds = [...byCall.keys()];
    // The calls first: a fact that comes after that finds another revision than the one that is written over.
    const before = await calls.find(scope, { _id: { $in: callIds } });
    const known = new Map(before.map((call) => [call._id, call]));
    const changing = [...byCall.values()].filter((news) => !goesOn(known.get(news[0].callId), news));
    const all = await byTenant(
      changing.map(([first]) => first),
      (tenantId, own) =>
        facts.find(scopeFromJob({ tenantId }), {
          callId: { $in: own.map(({ callId }) => callId) },
          folded: true,
        }),
    );
    const factsOf = Map.groupBy(all, ({ callId }: StoredFact) => callId);
    const entries: Parameters<typeof calls.bulkWrite<SystemScope>>[1][number][] = [];
    const written: WrittenCall[] = [];
    for (const [callId, news] of byCall) {
      const first = news.find(isNamed) ?? news[0];
      const { tenantId } = first;
      const old = known.get(callId);
      const opened = factsOf.get(callId)?.map(privacy.opened) ?? [];
      const heard = heardOf(old, news, opened.length === 0);
      const next = goesOn(old, news)
        ? continued(first, heard, old)
        : folded(first, folding(opened, heard), heard, old);
      const update = old === undefined ? undefined : changeOf(old, next);
      const { rev } = update?.$set ?? old ?? { rev: 1 };
      written.push({ tenantId, callId, rev, facts: opened });
      const due = { ...textDue(old, next, news), ...usageDue(old, next, news) };
      if (old === undefined) entries.push({ insertOne: { document: { ...next, ...due, rev } } });
      else if (update !== undefined) {
        const both = { ...update, $set: { ...update.$set, ...due } };
        entries.push({ updateOne: { filter: { _id: callId, tenantId, rev: old.rev }, update: both } });
      } else if (Object.keys(due).length > 0)
        entries.push({ updateOne: { filter: { _id: callId, tenantId }, update: { $set: due } } });
    }
    const { insertedCount, matchedCount } = await calls.bulkWrite(scope, entries, { ordered: false });
    return insertedCount + matchedCount === entries.length ? written : round(byCall);
  }

  return async (news: readonly CallNews[]): Promise<WrittenCall[]> =>
    news.length === 0 ? [] : round(Map.groupBy(news, ({ callId }) => callId) as Map<string, SomeNews>);
}

/** Whether the news only stands beside what is folded: of calls that go on nearly all does, and nothing is read for it. */
function goesOn(old: StoredCall | undefined, news: Readonly<SomeNews>): old is StoredCall {
  if (old === undefined || news.some(({ facts }) => facts.some(({ kind }) => !bulkyKinds.has(kind))))
    return false;
  // Of what was heard of it earlier than anything before, it may have begun earlier.
  return (
    old.heardFrom !== undefined && news.every(({ receivedAt }) => receivedAt >= (old.heardFrom ?? receivedAt))
  );
}

function continued(news: CallNews, heard: Heard, old: StoredCall): FoldedDocument {
  const {
    rev: _rev,
    words: _words,
    textDue: _text,
    usageDue: _usage,
    numberId: _number,
    agent: _agent,
    ...same
  } = old;
  return { ...same, ...wayOf(news, old), ...heard };
}

const folding = (facts: readonly HeardFact[], { heardFrom }: Heard) =>
  facts.length > 0 ? fold(facts, heardFrom) : foldUnknown(heardFrom);

/** Over which account and by which number it went. */
function wayOf({ callId, connection, providerCallId, ...line }: CallNews, old: StoredCall | undefined) {
  // Somebody else may have learnt the number by now.
  const { numberId, agent } = line.numberId === undefined && old !== undefined ? old : line;
  return {
    connectionId: connection.id,
    provider: connection.provider,
    providerCallId: providerCallId === callId ? (old?.providerCallId ?? callId) : providerCallId,
    simulated: connection.simulated,
    ...(numberId !== undefined && { numberId }),
    ...(agent !== undefined && { agent }),
  };
}

/** What is told of a call that its provider has not named yet bears our own id of it. */
const isNamed = ({ providerCallId, callId }: CallNews) => providerCallId !== callId;

/** What a call is told by facts that are not folded, as there may be thousands: it keeps it from news to news. */
interface Heard {
  readonly lastLine?: NonNullable<StoredCall['lastLine']>;
  /** When it was first heard of. */
  readonly heardFrom: Date;
  /** When its provider last said something of its own accord. */
  readonly lastAt: Date;
}

function heardOf(old: StoredCall | undefined, news: readonly CallNews[], isUnknown: boolean): Heard {
  // Calls that were stored before that was kept: of which nothing is known but lines, they began when they were heard of.
  const from = old?.heardFrom ?? (isUnknown ? old?.startedAt : undefined);
  const arrived = news.map(({ receivedAt }) => receivedAt.getTime());
  const spoken = news
    .filter(({ facts }) => facts.some(({ source }) => source === 'provider'))
    .map(({ receivedAt }) => receivedAt.getTime());
  const lastLine = lastLineOf(old?.lastLine, news);
  return {
    ...(lastLine !== undefined && { lastLine }),
    heardFrom: new Date(Math.min(...arrived, from?.getTime() ?? Number.POSITIVE_INFINITY)),
    lastAt: new Date(Math.max(...spoken, old?.lastAt.getTime() ?? 0)),
  };
}
