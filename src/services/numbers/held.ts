/** The numbers that a tenant has, on its own connections and on the platform's: from these it calls. */
import type { SystemScope } from '../../core/tenancy.ts';
import type { Numbers } from '../../models/numbers.ts';
import type { Greeting } from './numbers.ts';

export interface HeldNumber {
  readonly id: string;
  readonly connectionId: string;
  readonly number: string;
  readonly agent?: string;
  readonly greeting?: Greeting;
}

export interface HeldNumbers {
  /** None of another tenant, and none that was removed. The same number may be on several connections. */
  heldBy(
    tenantId: string,
    which: { readonly numberId: string } | { readonly number: string },
  ): Promise<readonly HeldNumber[]>;
}

export function createHeldNumbers(numbers: Pick<Numbers, 'find'>, everyone: SystemScope): HeldNumbers {
  return {
    async heldBy(tenantId, which) {
      const one = 'numberId' in which ? { _id: which.numberId } : { number: which.number };
      const filter = { ...one, holderId: tenantId, removedAt: { $exists: false } };
      const found = await numbers.find(everyone, filter, { readPreference: 'primary' });
      return found.map(({ _id: id, connectionId, number, agent, greeting }) => ({
        id,
        connectionId,
        number,
        ...(agent !== undefined && { agent }),
        ...(greeting !== undefined && { greeting }),
      }));
    },
  };
}
