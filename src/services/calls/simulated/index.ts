/** Has the sandbox place a call, over a connection of the tenant's own that is marked as one to a pretended provider. */
import type { NewSimulatedCall, SimulatedCall } from '../../../contract/simulated-calls.ts';
import type { Caller } from '../../../core/caller.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Connections, StoredConnection } from '../../../models/connections.ts';
import type { Numbers } from '../../../models/numbers.ts';
import type { Audit } from '../../audit/audit.ts';
import type { HookAddresses, OpenConnections } from '../../connections/connections.ts';
import { type AskSandbox, placedBySandbox } from './sandbox.ts';

export interface SimulatedCalls {
  /** Resolves when the sandbox has begun it; what comes of it comes by webhooks, as of any call. */
  place(caller: Caller, wanted: NewSimulatedCall): Promise<SimulatedCall>;
}

interface Needs {
  readonly models: {
    readonly connections: Pick<Connections, 'find'>;
    readonly numbers: Pick<Numbers, 'find'>;
  };
  readonly connections: Pick<OpenConnections, 'byId'>;
  readonly hookAddresses: HookAddresses;
  /** The way out that leads to networks of one's own alone. */
  readonly ask: AskSandbox;
  readonly audit: Pick<Audit, 'record'>;
}

/** Somebody is called, answers, and agrees with the agent on an appointment. */
const scenario = 'happy-path';

const primary = { readPreference: 'primary' } as const;

export function createSimulatedCalls({
  models,
  connections,
  hookAddresses,
  ask,
  audit,
}: Needs): SimulatedCalls {
  async function pretendedOf({ scope }: Caller, { provider }: NewSimulatedCall): Promise<StoredConnection[]> {
    const filter = {
      simulated: true,
      status: 'active' as const,
      ...(provider !== undefined && { provider }),
    };
    // Bland comes first: it tells what is said while it is said.
    const found = await models.connections.find(scope, filter, { sort: { _id: -1 }, ...primary });
    if (found.length > 0) return found.sort((a, b) => a.provider.localeCompare(b.provider));
    const message =
      'There is no active connection to a pretended provider here. `npm run up` sets one up, or make one with `simulated: true`.';
    throw new ConflictError(message, { code: 'NOTHING_SIMULATED' });
  }

  /** With a number that somebody answers here: else nobody could tell whose call it is. */
  async function lineOf(caller: Caller, wanted: NewSimulatedCall) {
    const pretended = await pretendedOf(caller, wanted);
    for (const connection of pretended) {
      const filter = {
        connectionId: connection._id,
        holderId: caller.tenantId,
        removedAt: { $exists: false },
      };
      const [number] = await models.numbers.find(caller.scope, filter, { limit: 1, ...primary });
      if (number !== undefined) return { connection, number: number.number };
    }
    const message = 'Your connection to a pretended provider has no number. Add one to it first.';
    throw new ConflictError(message, { code: 'NOTHING_SIMULATED' });
  }

  /** A call that nobody ordered by Twilio's API names no address: it is told where the connection's hooks are. */
  async function hooksOf(connectionId: string): Promise<Readonly<Record<string, string>>> {
    const open = await connections.byId(connectionId);
    return open === undefined ? {} : hookAddresses(open);
  }

  return {
    async place(caller, wanted) {
      const { connection, number } = await lineOf(caller, wanted);
      const { _id: connectionId, provider, baseUrl = '' } = connection;
      const hooks = await hooksOf(connectionId);
      const event = {
        action: 'call.simulate',
        resource: { type: 'connection', id: connectionId },
        after: { provider, scenario },
      } as const;
      return audit.record(caller.scope, caller, event, async () => {
        const order = { scenario, provider, number, hooks };
        return { provider, connectionId, providerCallId: await placedBySandbox(ask, baseUrl, order) };
      });
    },
  };
}
