/**
 * Whose call it is. Decided once for each call, from what its first news says, and kept for ever. By which number it went
 * its first news may not say, as Bland's do not while a call goes on: that comes from the first that does.
 */
import { homeIdOf } from '../../../core/calls/ids.ts';
import type { CallHome, CallHomes, Line } from '../../../models/call-homes.ts';
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

/** Undefined where no number of anybody's is named. */
export type LineOf = (news: News) => Promise<(Decision & Required<Pick<Decision, 'numberId'>>) | undefined>;

interface Parts {
  readonly homes: Pick<CallHomes, 'find' | 'decide' | 'learn'>;
  readonly lineOf: LineOf;
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
  /** The homes that are known since now. */
  readonly decided: readonly string[];
}

export function createHoming({ homes, lineOf, deciding, now }: Parts) {
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

  async function lineFor(home: CallHome | undefined, all: readonly News[]): Promise<Line | undefined> {
    if (home === undefined || home.numberId !== undefined || home.erasedAt !== undefined) return undefined;
    for (const news of all) {
      const line = await lineOf(news);
      // Another tenant's number tells nothing of this call.
      if (line?.tenantId !== home.tenantId) continue;
      const { numberId, agent } = line;
      return { _id: home._id, numberId, ...(agent !== undefined && { agent }) };
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
    const lines = await Promise.all([...byCall].map(([id, news]) => lineFor(known.get(id), news)));
    for (const home of await homes.learn(lines.filter((line) => line !== undefined)))
      known.set(home._id, home);
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
    return { calls, erased, homeless, decided: decided.map(({ _id }) => _id) };
  };
}
