/** Whose a call is, as its first news tells: a call that we placed is known by our id; others by the number. */
import { platformTenantId } from '../../core/caller.ts';
import { factOf } from '../../core/calls/facts.ts';
import { callIdName } from '../../core/calls/ids.ts';
import { isId } from '../../core/ids.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Calls } from '../../models/calls.ts';
import type { OpenNumbers } from '../numbers/numbers.ts';
import type { Decision } from './apply/homes.ts';
import type { News } from './apply/news.ts';

interface Parts {
  readonly calls: Pick<Calls, 'findById'>;
  readonly numbers: Pick<OpenNumbers, 'at'>;
  readonly scope: SystemScope;
}

export function createDecide({ calls, numbers, scope }: Parts) {
  async function ofOurCall(news: News): Promise<Decision | undefined> {
    const callId = factOf(news.facts, 'metadata')?.content.values[callIdName];
    if (!isId('call', callId)) return undefined;
    const call = await calls.findById(scope, callId, {
      select: ['tenantId', 'connectionId', 'numberId', 'agent'],
    });
    // Whoever knows the id of a call must not be able to add to it over another connection.
    if (call === null || call.connectionId !== news.connection.id) return undefined;
    const { tenantId, numberId, agent } = call;
    return {
      tenantId,
      callId,
      ...(numberId !== undefined && { numberId }),
      ...(agent !== undefined && { agent }),
    };
  }

  async function ofNumber({ connection, receivedAt, facts }: News): Promise<Decision | undefined> {
    const started = factOf(facts, 'started');
    const { direction, from, to } = started?.content ?? {};
    const ours = direction === 'outbound' ? from : to;
    if (ours === undefined) return undefined;
    const assignment = await numbers.at(connection.id, ours, started?.at ?? receivedAt);
    if (assignment === undefined) return undefined;
    const { tenantId, numberId, agent } = assignment;
    return { tenantId, numberId, ...(agent !== undefined && { agent }) };
  }

  return async (news: News): Promise<Decision | undefined> => {
    const decision = (await ofOurCall(news)) ?? (await ofNumber(news));
    if (decision !== undefined) return decision;
    const { ownerId } = news.connection;
    // What comes over a tenant's own account is that tenant's, whatever the number.
    return ownerId === platformTenantId ? undefined : { tenantId: ownerId };
  };
}
