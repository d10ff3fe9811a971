/** What providers are told: Bland that it is stored, Twilio what its caller hears next. */
import { factOf } from '../../core/calls/facts.ts';
import { callIdName } from '../../core/calls/ids.ts';
import type { Message, Webhooks } from '../../providers/telephony/telephony.ts';
import type { PlacedCalls } from '../calls/commands/placements.ts';
import type { OpenConnection } from '../connections/connections.ts';
import type { Assignment, Greeting, OpenNumbers } from '../numbers/numbers.ts';
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
  readonly hangUp: string;
}

const stored: Answer = { status: 200 };

export const blandAnswers: Answers = { answerTo: () => stored };

interface Parts {
  readonly interpret: Webhooks['interpret'];
  readonly numbers: Pick<OpenNumbers, 'answering'>;
  readonly placed: PlacedCalls;
  readonly tenants: TenantStatuses;
  readonly hears: CallerHears;
}

export function createTwilioAnswers({ interpret, numbers, placed, tenants, hears }: Parts): Answers {
  const says = (body: string): Answer => ({ status: 200, contentType: hears.type, body });

  /** By the number that is called. */
  async function answering(connection: OpenConnection, message: Message): Promise<Assignment | undefined> {
    const facts = interpret(message).flatMap((understood) => understood.facts);
    const { to } = factOf(facts, 'started')?.content ?? {};
    return to === undefined ? undefined : numbers.answering(connection.id, to);
  }

  async function greeting(connection: OpenConnection, message: Message): Promise<Answer> {
    // In the address, which is signed, and which we gave where we placed the call.
    const callId = message.query.get(callIdName) ?? undefined;
    const speaks =
      callId === undefined
        ? await answering(connection, message)
        : await placed.speaking(connection.id, callId);
    if (speaks?.greeting === undefined) return says(hears.refusal);
    // What a suspended tenant's callers do is kept; nobody talks to them.
    if ((await tenants.statusOf(speaks.tenantId)) !== 'active') return says(hears.refusal);
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
