/** Whose a number is and was, from memory. */
import { type Clock, systemClock } from '../../core/clock.ts';
import { asE164 } from '../../core/e164.ts';
import { hashedId } from '../../core/ids.ts';
import { createRemembered } from '../../core/remembered.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Numbers, StoredNumber } from '../../models/numbers.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { entryAt } from './entries.ts';
import type { Assignment, OpenNumbers } from './numbers.ts';

interface OpenNeeds {
  readonly numbers: Pick<Numbers, 'findOne'>;
  /** Whose number it is comes out by looking it up. */
  readonly scope: SystemScope;
  readonly revocations: Pick<Revocations, 'isCurrent' | 'subscribe'>;
  readonly clock?: Clock;
}

/** By which a number of a connection is found, and its changes are announced. */
export const keyOf = (connectionId: string, number: string) => hashedId('num', connectionId, number);

export function createOpenNumbers(needs: OpenNeeds): OpenNumbers {
  const { numbers, scope, revocations, clock = systemClock } = needs;
  const remembered = createRemembered<StoredNumber>({
    kind: 'number',
    revocations,
    clock,
    load: async (key) => (await numbers.findOne(scope, { key }, { readPreference: 'primary' })) ?? undefined,
  });

  /** What a provider calls a number may be none. */
  function found(connectionId: string, text: string) {
    const number = asE164(text);
    return number === undefined ? undefined : remembered.get(keyOf(connectionId, number));
  }

  return {
    answering(connectionId, number) {
      const line = found(connectionId, number);
      return line instanceof Promise ? line.then(present) : present(line);
    },
    async at(connectionId, number, when) {
      const line = await found(connectionId, number);
      if (line === undefined) return undefined;
      const entry = entryAt(line.entries, when);
      if (entry === line.entries.at(-1)) return present(line);
      return entry?.holderId === undefined ? undefined : assignment(line._id, entry.holderId, entry);
    },
  };
}

function present(line: StoredNumber | undefined): Assignment | undefined {
  return line?.holderId === undefined ? undefined : assignment(line._id, line.holderId, line);
}

function assignment(
  numberId: string,
  tenantId: string,
  { agent, greeting }: Pick<StoredNumber, 'agent' | 'greeting'>,
): Assignment {
  return {
    numberId,
    tenantId,
    ...(agent !== undefined && { agent }),
    ...(greeting !== undefined && { greeting }),
  };
}
