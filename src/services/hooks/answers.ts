/** What providers are told: Bland that it is stored, Twilio what its caller hears next. */
import { factOf } from '../../core/calls/facts.ts';
import type { Message, Webhooks } from '../../providers/telephony/telephony.ts';
import type { OpenConnection } from '../connections/connections.ts';
import type { Greeting, OpenNumbers } from '../numbers/numbers.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';
import type { Answer, Answers } from './index.ts';

/** Twilio's words for what a caller hears. */
export interface CallerHears {
  readonly type: string;
  greeting(greeting: Greeting, connection: { readonly hooksUrl: string }): string;
  readonly refusal: string;
  readonly hangUp: string;
}

const stored: Answer = { status: 200 };

export const blandAnswers: Answers = { answerTo: () => stored };

interface Parts {
  readonly interpret: Webhooks['interpret'];
  readonly numbers: Pick<OpenNumbers, 'answering'>;
  readonly tenants: TenantStatuses;
  readonly hears: CallerHears;
}

export function createTwilioAnswers({ interpret, numbers, tenants, hears }: Parts): Answers {
  const says = (body: string): Answer => ({ status: 200, contentType: hears.type, body });

  async function greeting(connection: OpenConnection, message: Message): Promise<Answer> {
    const facts = interpret(message).flatMap((understood) => understood.facts);
    const started = factOf(facts, 'started');
    const { to } = started?.content ?? {};
    const assignment = to === undefined ? undefined : await numbers.answering(connection.id, to);
    if (assignment?.greeting === undefined) return says(hears.refusal);
    // What a suspended tenant's callers do is kept; nobody talks to them.
    if ((await tenants.statusOf(assignment.tenantId)) !== 'active') return says(hears.refusal);
    return says(hears.greeting(assignment.greeting, connection));
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
