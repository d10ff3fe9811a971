/**
 * What comes for one tenant while a write is under way is written together by the next one: a hundred requests at once
 * cost a few writes, and one request alone waits for nobody.
 */
import { Unavailable } from '../../core/errors.ts';
import { createGathering, type Gathering } from '../../core/gathering.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import { within } from '../../core/within.ts';

export interface GroupCommit<Item> {
  /** Resolves when the item is written. */
  add(scope: TenantScope, item: Item): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface GroupLimits {
  /** In one write. */
  readonly most: number;
  /** For one tenant; whoever comes after them is turned away. */
  readonly mostWaiting: number;
  /** How long one write may take. */
  readonly patienceMs: number;
}

const late = () => new Unavailable('The database did not answer in time.');

export function createGroupCommit<Item>(
  write: (scope: TenantScope, items: readonly Item[]) => Promise<void>,
  { most, mostWaiting, patienceMs }: GroupLimits,
): GroupCommit<Item> {
  /** Of the tenants for whom something is to be written. */
  const gatherings = new Map<string, Gathering<Item, void>>();

  function begun(scope: TenantScope): Gathering<Item, void> {
    const tenantId = tenantOf(scope);
    const gathering = createGathering<Item>({
      most,
      async write(items) {
        await within(patienceMs, write(scope, items), late);
        return [];
      },
      ended: () => gatherings.delete(tenantId),
    });
    gatherings.set(tenantId, gathering);
    return gathering;
  }

  return {
    async add(scope, item) {
      const gathering = gatherings.get(tenantOf(scope)) ?? begun(scope);
      if (gathering.waiting >= mostWaiting) throw new Unavailable('Too much is being changed at the moment.');
      return gathering.add(item);
    },
    async idle() {
      while (gatherings.size > 0) await Promise.all(gatherings.values().map((one) => one.idle()));
    },
  };
}
