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

interface Parts {
  readonly homes: Pick<CallHomes, 'find' | 'decide'>;
  /** By the number's assignment when the call began, then by what came along with it. Undefined: nobody can tell. */
  readonly decide: (news: News) => Promise<Decision | undefined>;
  readonly now: () => Date;
}

export interface Homed {
  readonly calls: readonly CallNews[];
  /** About calls that were erased. */
  readonly erased: readonly News[];
  /** About calls of which nobody knows yet whose they are. */
  readonly homeless: readonly News[];
}

export function createHoming({ homes, decide, now }: Parts) {
  async function settled(news: News, id: string): Promise<CallHome | undefined> {
    const decision = await decide(news);
    if (decision === undefined) return undefined;
    const { tenantId, callId = id, numberId, agent, erasedAt } = decision;
    const { connection } = news;
    return homes.decide({
      _id: id,
      tenantId,
      callId,
      connectionId: connection.id,
      ...(numberId !== undefined && { numberId }),
      ...(agent !== undefined && { agent }),
      decidedAt: now(),
      ...(erasedAt !== undefined && { erasedAt }),
    });
  }

  return async (all: readonly News[]): Promise<Homed> => {
    const idOf = ({ connection, providerCallId }: News) => homeIdOf(connection.id, providerCallId);
    const known = new Map((await homes.find([...new Set(all.map(idOf))])).map((home) => [home._id, home]));
    const calls: CallNews[] = [];
    const erased: News[] = [];
    const homeless: News[] = [];
    for (const news of all) {
      const id = idOf(news);
      const home = known.get(id) ?? (await settled(news, id));
      if (home === undefined) {
        homeless.push(news);
        continue;
      }
      known.set(id, home);
      if (home.erasedAt !== undefined) erased.push(news);
      else {
        const { tenantId, callId, numberId, agent } = home;
        calls.push({ ...news, tenantId, callId, numberId, agent });
      }
    }
    return { calls, erased, homeless };
  };
}
