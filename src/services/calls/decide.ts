/** Whose a call is, as its first news tells: a call that we placed is known by our id; others by the number. */
import { platformTenantId } from '../../core/caller.ts';
import { type Fact, factOf } from '../../core/calls/facts.ts';
import { callIdName, homeIdOf } from '../../core/calls/ids.ts';
import { type Id, isId } from '../../core/ids.ts';
import type { CallHomes } from '../../models/call-homes.ts';
import type { OpenNumbers } from '../numbers/numbers.ts';
import type { Decide, Decision, LineOf } from './apply/homes.ts';
import type { News } from './apply/news.ts';
import { mayBe, type PlacementStore } from './commands/placements.ts';

interface Parts {
  readonly homes: Pick<CallHomes, 'find'>;
  readonly numbers: Pick<OpenNumbers, 'at'>;
  readonly placements: Pick<PlacementStore, 'unnamed'>;
}

/** The number of ours that news of a call name, by its assignment when the call began. */
export function createLineOf({ numbers }: Pick<Parts, 'numbers'>): LineOf {
  return async ({ connection, receivedAt, facts }) => {
    const started = factOf(facts, 'started');
    const { direction, from, to } = started?.content ?? {};
    const ours = direction === 'outbound' ? from : to;
    if (ours === undefined) return undefined;
    const assignment = await numbers.at(connection.id, ours, started?.at ?? receivedAt);
    if (assignment === undefined) return undefined;
    const { tenantId, numberId, agent } = assignment;
    return { tenantId, numberId, ...(agent !== undefined && { agent }) };
  };
}

export function createDecide({ homes, numbers, placements }: Parts) {
  const lineOf = createLineOf({ numbers });

  /** It had a home under our own id before anybody was asked to place it. */
  async function ofOurCall({ connection, facts }: News): Promise<Decision | undefined> {
    const callId = ourIdIn(facts);
    if (callId === undefined) return undefined;
    // Whoever knows the id of a call must not be able to add to it over another connection.
    const [home] = await homes.find([homeIdOf(connection.id, callId)]);
    if (home === undefined) return undefined;
    const { tenantId, numberId, agent, erasedAt } = home;
    return {
      tenantId,
      callId,
      ...(numberId !== undefined && { numberId }),
      ...(agent !== undefined && { agent }),
      ...(erasedAt !== undefined && { erasedAt }),
    };
  }

  /** What a provider tells of a call that it has just begun for us may be here before its answer. */
  async function isPerhapsOurs({ connection, facts }: News, unnamed: PlacementStore['unnamed']) {
    if (factOf(facts, 'started')?.content.direction === 'inbound') return false;
    return (await unnamed(connection.id)).some((placement) => mayBe(placement, facts));
  }

  /** Whoever has a call placed notes that before, so what is asked once all news are here is right for all of them. */
  function asking(): PlacementStore['unnamed'] {
    const asked = new Map<string, ReturnType<PlacementStore['unnamed']>>();
    return (connectionId) => {
      const found = asked.get(connectionId) ?? placements.unnamed(connectionId);
      asked.set(connectionId, found);
      return found;
    };
  }

  async function decide(news: News, unnamed: PlacementStore['unnamed']): Promise<Decision | undefined> {
    const ours = await ofOurCall(news);
    if (ours !== undefined) return ours;
    // Its provider will say when it is asked, or has said so by then.
    if (await isPerhapsOurs(news, unnamed)) return undefined;
    const decision = await lineOf(news);
    if (decision !== undefined) return decision;
    const { ownerId } = news.connection;
    // What comes over a tenant's own account is that tenant's, whatever the number.
    return ownerId === platformTenantId ? undefined : { tenantId: ownerId };
  }

  /** For news that are here already. */
  return (): Decide => {
    const unnamed = asking();
    return (news) => decide(news, unnamed);
  };
}

/** Our own id of a call, as its provider brings it back. Several facts may have come along with it. */
function ourIdIn(facts: readonly Fact[]): Id<'call'> | undefined {
  for (const each of facts) {
    const id = each.kind === 'metadata' ? each.content.values[callIdName] : undefined;
    if (isId('call', id)) return id;
  }
  return undefined;
}
