/** Whose call it is. Decided once for each call, from what its first news says, and kept for ever. */
import { homeIdOf } from '../../../core/calls/ids.ts';
import type { CallHome, CallHomes } from '../../../models/call-homes.ts';
import type { CallNews, News } from './news.ts';

export interface Decision {
  readonly tenantId: string;
  /** Ours, where we placed the call; else it is made from the provider's. */
  readonly callId?: string;
  readonly numberId?: string;
  readonly agent?: string;
  /** Nothing of it may be kept. */
  readonly erasedAt?: Date;
}

/** By the number's assignment when the call began, then by what came along with it. Undefined: nobody can tell. */
export type Decide = (news: News) => Promise<Decision | undefined>;

interface Parts {
  readonly homes: Pick<CallHomes, 'find' | 'decide'>;
  /** For the news of one batch. */
  readonly deciding: () => Decide;
  readonly now: () => Date;
}

export interface Homed {
  readonly calls: readonly CallNews[];
  /** About calls that were erased. */
  readonly erased: readonly News[];
  /** About calls of which nobody knows yet whose they are. */
  readonly homeless: readonly News[];
}

export function createHoming({ homes, deciding, now }: Parts) {
  /** The first of a call's news that tells whose it is. */
  async function homeOf(id: string, all: readonly News[], decide: Decide): Promise<CallHome | undefined> {
    for (const news of all) {
      const decision = await decide(news);
      if (decision === undefined) continue;
      const { tenantId, callId = id, numberId, agent, erasedAt } = decision;
      return {
        _id: id,
        tenantId,
        callId,
        connectionId: news.connection.id,
        ...(numberId !== undefined && { numberId }),
        ...(agent !== undefined && { agent }),
        decidedAt: now(),
        ...(erasedAt !== undefined && { erasedAt }),
      };
    }
    return undefined;
  }

  return async (all: readonly News[]): Promise<Homed> => {
    const idOf = ({ connection, providerCallId }: News) => homeIdOf(connection.id, providerCallId);
    const byCall = Map.groupBy(all, idOf);
    const known = new Map((await homes.find([...byCall.keys()])).map((home) => [home._id, home]));
    const unknown = [...byCall].filter(([id]) => !known.has(id));
    const decide = deciding();
    const settled = await Promise.all(unknown.map(([id, news]) => homeOf(id, news, decide)));
    const decided = await homes.decide(settled.filter((home) => home !== undefined));
    for (const home of decided) known.set(home._id, home);
    const calls: CallNews[] = [];
    const erased: News[] = [];
    const homeless: News[] = [];
    for (const news of all) {
      const home = known.get(idOf(news));
      if (home === undefined) homeless.push(news);
      else if (home.erasedAt !== undefined) erased.push(news);
      else {
        const { tenantId, callId, numberId, agent } = home;
        calls.push({ ...news, tenantId, callId, numberId, agent });
      }
    }
    return { calls, erased, homeless };
  };
}
