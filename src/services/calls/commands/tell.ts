/** What a call that we place learns from us: that it was asked for, and what came of it. */
import { fact } from '../../../core/calls/fact.ts';
import type { Fact } from '../../../core/calls/facts.ts';
import { Unavailable } from '../../../core/errors.ts';
import { scopeFromJob } from '../../../core/tenancy.ts';
import type { OpenConnection, OpenConnections } from '../../connections/connections.ts';
import type { Intake } from '../intake.ts';
import { tellingPatiently } from './patiently.ts';
import type { Placement, PlacementOutcome, PlacementStore } from './placements.ts';
import type { Room } from './room.ts';

export interface Telling {
  /** That it was asked for. Resolves when that is stored; may be done again. */
  ordered(placement: Placement): Promise<void>;
  /** What came of it: then it is settled. May be done again, from wherever it was cut off. */
  outcome(placement: Placement, outcome: PlacementOutcome, requestId: string): Promise<void>;
}

export interface TellingNeeds {
  readonly intake: Pick<Intake, 'tell'>;
  readonly connections: Pick<OpenConnections, 'byId'>;
  readonly placements: Pick<PlacementStore, 'settle'>;
  readonly room: Pick<Room, 'count' | 'giveBack'>;
}

const source = 'trunkline';

export function createTelling({ intake, connections, placements, room }: TellingNeeds): Telling {
  const patiently = tellingPatiently(intake);

  async function tell(placement: Placement, providerCallId: string, facts: readonly Fact[]): Promise<void> {
    await patiently(await connectionOf(placement), '@command', [{ providerCallId, facts }]);
  }

  async function connectionOf({ connectionId }: Placement): Promise<OpenConnection> {
    const connection = await connections.byId(connectionId);
    if (connection !== undefined) return connection;
    throw new Unavailable('The connection of this call is gone.');
  }

  return {
    ordered: (placement) => tell(placement, placement._id, orderedFacts(placement)),
    async outcome(placement, outcome, requestId) {
      const { _id: callId } = placement;
      const scope = scopeFromJob(placement);
      if ('providerCallId' in outcome) await tell(placement, outcome.providerCallId, orderedFacts(placement));
      else await tell(placement, callId, endFacts(placement, outcome));
      if ('failure' in outcome) await room.giveBack(scope, placement);
      else await room.count(scope, placement, requestId);
      await placements.settle(scope, placement, !('failure' in outcome));
    },
  };
}

/** The same each time, so that they are known once. */
function orderedFacts({ by, agent, createdAt, order }: Placement): Fact[] {
  const { to, metadata = {} } = order.asked;
  return [
    fact('placed', source, { by, ...(agent !== undefined && { agent }) }, createdAt),
    fact('started', source, { direction: 'outbound', from: order.from, to }, createdAt),
    ...(Object.keys(metadata).length > 0 ? [fact('metadata', source, { values: metadata })] : []),
  ];
}

function endFacts(
  { createdAt, triedAt }: Placement,
  outcome: Exclude<PlacementOutcome, { providerCallId: string }>,
): Fact[] {
  if ('lostBecause' in outcome) return [fact('lost', source, { reason: outcome.lostBecause })];
  const at = triedAt ?? createdAt;
  return [
    fact('error', source, { message: outcome.failure.message }, at),
    fact('ended', source, { as: 'failed' }, at),
  ];
}
