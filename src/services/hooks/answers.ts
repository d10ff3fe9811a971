/** What providers are told: Bland that it is stored, Twilio what its caller hears next. */
import { factOf } from '../../core/calls/facts.ts';
import { callIdName, homeIdOf } from '../../core/calls/ids.ts';
import type { Message, Understood, Webhooks } from '../../providers/telephony/telephony.ts';
import type { PlacedCalls } from '../calls/commands/placements.ts';
import type { Admit } from '../calls/usage/admit.ts';
import type { OpenConnection } from '../connections/connections.ts';
import type { Greeting, OpenNumbers } from '../numbers/numbers.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';
import type { Answer, Answers } from './index.ts';

/** Twilio's words for what a caller hears. */
export interface CallerHears {
  readonly type: string;
  /** `callId`: ours, where we placed the call. */
  greeting(
    greeting: Greeting,
    call: { readonly hooksUrl: string; readonly callId?: string | undefined },
  ): string;
  readonly refusal: string;
  readonly busy: string;
  readonly hangUp: string;
}

const stored: Answer = { status: 200 };

export const blandAnswers: Answers = { answerTo: () => stored };

/** Who talks to a caller. */
interface Speaking {
  readonly tenantId: string;
  readonly greeting?: Greeting;
  /** The code of the limit for which nobody does. */
  readonly refused?: string | undefined;
}

interface Parts {
  readonly interpret: Webhooks['interpret'];
  readonly numbers: Pick<OpenNumbers, 'answering'>;
  readonly placed: PlacedCalls;
  readonly tenants: TenantStatuses;
  readonly admit: Admit;
  readonly hears: CallerHears;
}

export function createTwilioAnswers({ interpret, numbers, placed, tenants, admit, hears }: Parts): Answers {
  const says = (body: string): Answer => ({ status: 200, contentType: hears.type, body });

  /** Undefined where it is no call: it is kept all the same, and whoever looks at it later is told why. */
  function understood(message: Message): Understood | undefined {
    try {
      return interpret(message)[0];
    } catch {
      return undefined;
    }
  }

  /** By the number that is called, where there is room for the call. */
  async function answering(connection: OpenConnection, message: Message): Promise<Speaking | undefined> {
    const call = understood(message);
    const { to } = factOf(call?.facts ?? [], 'started')?.content ?? {};
    if (call === undefined || to === undefined) return undefined;
    const assignment = await numbers.answering(connection.id, to);
    // Nobody talks to the others, so they take no room.
    if (assignment?.greeting === undefined || !(await isActive(assignment))) return assignment;
    const callId = homeIdOf(connection.id, call.providerCallId);
    return { ...assignment, refused: await admit({ tenantId: assignment.tenantId, callId }) };
  }

  const isActive = async ({ tenantId }: { readonly tenantId: string }) =>
    (await tenants.statusOf(tenantId)) === 'active';

  async function greeting(connection: OpenConnection, message: Message): Promise<Answer> {
    // In the address, which is signed, and which we gave where we placed the call.
    const callId = message.query.get(callIdName) ?? undefined;
    const speaks: Speaking | undefined =
      callId === undefined
        ? await answering(connection, message)
        : await placed.speaking(connection.id, callId);
    if (speaks?.greeting === undefined) return says(hears.refusal);
    // What a suspended tenant's callers do is kept; nobody talks to them.
    if (!(await isActive(speaks))) return says(hears.refusal);
    if (speaks.refused !== undefined) return { ...says(hears.busy), refused: speaks.refused };
    return says(hears.greeting(speaks.greeting, { hooksUrl: connection.hooksUrl, callId }));
  }

  return {
    answerTo(connection, message) {
      switch (message.route) {
        case 'voice':
          return greeting(connection, message);
        case 'action':
          return says(hears.hangUp);
        default:
          return stored;
      }
    },
  };
}
