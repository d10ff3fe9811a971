/** From what somebody asks for to what is asked of a provider, or why that cannot be. */
import type { NewCall } from '../../../contract/call-commands.ts';
import type { Caller } from '../../../core/caller.ts';
import { AuthorizationError, ConflictError, NotFoundError, ValidationError } from '../../../core/errors.ts';
import type { OpenConnection, OpenConnections } from '../../connections/connections.ts';
import type { HeldNumber, HeldNumbers } from '../../numbers/held.ts';
import type { Greeting } from '../../numbers/numbers.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';

export interface Order {
  /** As it was asked for: another request under the same key is told by it. */
  readonly asked: NewCall;
  readonly from: string;
  /** Whether it is recorded. */
  readonly record: boolean;
  /** What Twilio is to say. */
  readonly greeting?: Greeting;
}

export interface Ordered {
  readonly order: Order;
  readonly connection: OpenConnection;
  readonly number: HeldNumber;
}

export interface OrderNeeds {
  readonly numbers: HeldNumbers;
  readonly connections: Pick<OpenConnections, 'byId'>;
  readonly tenants: Pick<TenantFacts, 'statusOf' | 'settingsOf'>;
}

export function createOrders({ numbers, connections, tenants }: OrderNeeds) {
  async function numberFor({ tenantId }: Caller, { numberId, from }: NewCall): Promise<HeldNumber> {
    const which = numberId === undefined ? { number: from ?? '' } : { numberId };
    const [found, another] = await numbers.heldBy(tenantId, which);
    if (found === undefined) {
      throw new NotFoundError('You have no such number to call from.', { code: 'NUMBER_NOT_FOUND' });
    }
    if (another === undefined) return found;
    throw new ConflictError('You have this number on several connections. Name one by its numberId.', {
      code: 'NUMBER_AMBIGUOUS',
    });
  }

  async function connectionOf({ connectionId }: HeldNumber): Promise<OpenConnection> {
    const connection = await connections.byId(connectionId);
    if (connection === undefined) {
      throw new ConflictError('The connection of this number is gone.', { code: 'CONNECTION_GONE' });
    }
    if (connection.status === 'active') return connection;
    throw new ConflictError('This connection is disabled, so no calls are placed over it.', {
      code: 'CONNECTION_DISABLED',
    });
  }

  return async (caller: Caller, asked: NewCall): Promise<Ordered> => {
    // Who is of the tenant does not get this far; who is of the platform may come in its name.
    if ((await tenants.statusOf(caller.tenantId)) !== 'active') {
      throw new AuthorizationError('This tenant is not active, so no calls are placed for it.', {
        code: 'TENANT_NOT_ACTIVE',
      });
    }
    const number = await numberFor(caller, asked);
    const connection = await connectionOf(number);
    const settings = await tenants.settingsOf(caller.tenantId);
    const greeting = wordsFor(connection, asked, number);
    const record = asked.recording ?? settings?.recording ?? false;
    const order = { asked, from: number.number, record, ...(greeting !== undefined && { greeting }) };
    return { order, connection, number };
  };
}

/** What is said in it: Bland's agent finds its own words for a task, Twilio says the ones that it is given. */
function wordsFor(
  { provider }: OpenConnection,
  { task, greeting }: NewCall,
  number: HeldNumber,
): Greeting | undefined {
  if (provider === 'bland') {
    if (greeting !== undefined) throw misplaced('greeting', "nothing: Bland's agent has its own words");
    if (task === undefined) throw misplaced('task', 'what the agent has to do: this number calls over Bland');
    return undefined;
  }
  if (task !== undefined)
    throw misplaced('task', 'nothing: this number calls over Twilio, which runs no agent');
  const words = greeting ?? number.greeting;
  if (words === undefined)
    throw misplaced('greeting', 'what is said: this number has no greeting of its own');
  const { say, language, record } = words;
  return { say, record, ...(language !== undefined && { language }) };
}

function misplaced(field: 'greeting' | 'task', expected: string): ValidationError {
  return new ValidationError('This number cannot call so.', [
    { path: `body.${field}`, message: `expected ${expected}` },
  ]);
}
