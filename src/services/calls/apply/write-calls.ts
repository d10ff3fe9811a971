/**
 * Folds calls anew and writes those that changed. A call is written only over the revision that was read; where
 * somebody else was quicker it is read and folded again.
 */
import { canonicalJson } from '../../../core/calls/canonical-json.ts';
import { bulkyKinds, type FactKind, factContents, type HeardFact } from '../../../core/calls/facts.ts';
import type { KeyedHash } from '../../../core/crypto/keyed-hash.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';
import { fold } from '../fold/index.ts';
import { lengthClassOf } from '../search/lengths.ts';
import { lastLineOf } from './last-line.ts';
import type { CallNews } from './news.ts';
import type { Privacy } from './privacy.ts';

interface Parts {
  readonly calls: Pick<Calls, 'find' | 'bulkWrite'>;
  readonly facts: Pick<Facts, 'find'>;
  readonly privacy: Privacy;
  readonly digests: KeyedHash;
  readonly scope: SystemScope;
}

export interface WrittenCall {
  readonly tenantId: string;
  readonly callId: string;
  readonly rev: number;
  /** Those that it was folded from. */
  readonly facts: readonly HeardFact[];
}

const foldedKinds = (Object.keys(factContents) as FactKind[]).filter((kind) => !bulkyKinds.has(kind));

/** All that may be missing from a call. */
const optional = [
  'numberId',
  'agent',
  'from',
  'to',
  'endedBy',
  'answeredBy',
  'answeredAt',
  'endedAt',
  'billableSec',
  'billableFrom',
  'transferredTo',
  'disposition',
  'summary',
  'cost',
  'error',
  'lostBecause',
  'lastLine',
  'sealed',
  'lengthClass',
] as const satisfies readonly (keyof StoredCall)[];

export function createCallWriter({ calls, facts, privacy, digests, scope }: Parts) {
  /** As it has to be stored, but for its revision. */
  function folded(
    news: CallNews,
    of: readonly HeardFact[],
    lastLine: StoredCall['lastLine'],
  ): Omit<StoredCall, 'rev'> {
    const { tenantId, callId, connection, providerCallId, numberId, agent } = news;
    const { callerName, metadata, ...call } = fold(of);
    const sealed = privacy.sealCall(
      { _id: callId, tenantId },
      {
        ...(callerName !== undefined && { callerName }),
        ...(metadata !== undefined && { metadata }),
      },
    );
    return {
      _id: callId,
      tenantId,
      connectionId: connection.id,
      provider: connection.provider,
      providerCallId,
      simulated: connection.simulated,
      ...(numberId !== undefined && { numberId }),
      ...(agent !== undefined && { agent }),
      ...call,
      ...(lastLine !== undefined && { lastLine }),
      ...(sealed !== undefined && { sealed }),
      ...(call.billableSec !== undefined && { lengthClass: lengthClassOf(call.billableSec) }),
      // Not of what is sealed: that is another text each time.
      digest: digests.hash(canonicalJson({ callerName, metadata, ...call, lastLine })),
    };
  }

  /** A call of which nothing is known but what stands beside it, such as a note: there is one, at the least. */
  function firstBeside({ tenantId, callId }: CallNews): Promise<StoredFact[]> {
    return facts.find(scope, { tenantId, callId }, { sort: { heardAt: 1, _id: 1 }, limit: 1 });
  }

  /** `spoken`: the calls of which there are lines among the news. */
  async function round(news: readonly CallNews[], spoken: ReadonlySet<string>): Promise<WrittenCall[]> {
    const ids = { tenantId: { $in: [...new Set(news.map(({ tenantId }) => tenantId))] } };
    const callIds = news.map(({ callId }) => callId);
    const [all, before, lines] = await Promise.all([
      facts.find(scope, { ...ids, callId: { $in: callIds }, kind: { $in: foldedKinds } }),
      calls.find(scope, { _id: { $in: callIds } }, { select: ['digest', 'rev'] }),
      lastLineOf(facts, scope, news),
    ]);
    const factsOf = Map.groupBy(all, ({ callId }: StoredFact) => callId);
    const known = new Map(before.map((call) => [call._id, call]));
    const entries: Parameters<typeof calls.bulkWrite<SystemScope>>[1][number][] = [];
    const written: WrittenCall[] = [];
    for (const each of news) {
      const { tenantId, callId } = each;
      const heard = (factsOf.get(callId) ?? (await firstBeside(each))).map(privacy.opened);
      const next = folded(each, heard, lines.get(callId));
      const old = known.get(callId);
      const rev = old === undefined ? 1 : old.digest === next.digest ? old.rev : old.rev + 1;
      written.push({ tenantId, callId, rev, facts: heard });
      const text = textDue(each, next);
      if (old === undefined) entries.push({ insertOne: { document: { ...next, ...text, rev } } });
      else if (rev !== old.rev)
        entries.push({
          updateOne: {
            filter: { _id: callId, tenantId, rev: old.rev },
            update: changeTo({ ...next, ...text }, rev),
          },
        });
      else if (text !== undefined && spoken.has(callId))
        entries.push({ updateOne: { filter: { _id: callId, tenantId }, update: { $set: text } } });
    }
    const { insertedCount, matchedCount } = await calls.bulkWrite(scope, entries, { ordered: false });
    return insertedCount + matchedCount === entries.length ? written : round(news, spoken);
  }

  return (news: readonly CallNews[]): Promise<WrittenCall[]> =>
    round(
      [...new Map(news.map((each) => [each.callId, each])).values()],
      new Set(news.filter(({ facts }) => facts.some(isLine)).map(({ callId }) => callId)),
    );
}

const isLine = ({ kind }: { kind: FactKind }) => kind === 'line';

/** Once it has ended, what was said in it is to be found. */
function textDue({ receiptId }: CallNews, { ended, lastLine }: Pick<StoredCall, 'ended' | 'lastLine'>) {
  return ended && lastLine?.who !== undefined ? { textDue: receiptId } : undefined;
}

function changeTo({ _id, tenantId, ...fields }: Omit<StoredCall, 'rev'>, rev: number) {
  const gone = optional.filter((field) => !(field in fields)).map((field) => [field, true as const]);
  return { $set: { ...fields, rev }, ...(gone.length > 0 && { $unset: Object.fromEntries(gone) }) };
}
