/** Filters of the list of calls that people keep under a name, each for themselves. */
import type { NewView, View, ViewFilters } from '../../contract/views.ts';
import type { Caller } from '../../core/caller.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Repository } from '../../models/scoped.ts';
import type { StoredView } from '../../models/views.ts';

export interface Views {
  list(caller: Caller): Promise<View[]>;
  /** One of the same name is replaced. */
  keep(caller: Caller, view: NewView): Promise<View>;
  remove(caller: Caller, id: string): Promise<void>;
}

interface Needs {
  readonly views: Pick<Repository<StoredView>, 'find' | 'findOneAndUpdate' | 'insertOne' | 'deleteOne'>;
  readonly clock?: Clock;
}

/** More than anybody finds their way in. */
const most = 100;
const primary = { readPreference: 'primary' } as const;

export function createViews({ views, clock = systemClock }: Needs): Views {
  const ofCaller = ({ scope, id }: Caller) =>
    views.find(scope, { userId: id }, { sort: { name: 1 }, limit: most, ...primary });

  const replaced = ({ scope, id }: Caller, { name, filters }: NewView) =>
    views.findOneAndUpdate(scope, { userId: id, name }, { $set: { filters } });

  async function added(caller: Caller, { name, filters }: NewView): Promise<StoredView> {
    const { scope, tenantId, id: userId } = caller;
    if ((await ofCaller(caller)).length >= most) {
      throw new ConflictError(`You have ${most} views, and no more are kept. Remove one first.`, {
        code: 'TOO_MANY_VIEWS',
      });
    }
    const view = { _id: newId('view'), tenantId, userId, name, filters, createdAt: clock.now() };
    await views.insertOne(scope, view);
    return view;
  }

  return {
    async list(caller) {
      return (await ofCaller(caller)).map(shown);
    },
    async keep(caller, view) {
      const there = await replaced(caller, view);
      if (there !== null) return shown(there);
      try {
        return shown(await added(caller, view));
      } catch (error) {
        if (!(error instanceof ConflictError) || error.code !== 'DUPLICATE') throw error;
        // Another page of theirs has kept it this moment.
        return this.keep(caller, view);
      }
    },
    async remove(caller, id) {
      if ((await views.deleteOne(caller.scope, { _id: id, userId: caller.id })) === 0) {
        throw new NotFoundError('You have no view with this id.', { code: 'VIEW_NOT_FOUND' });
      }
    },
  };
}

const shown = ({ _id, name, filters, createdAt }: StoredView): View => ({
  id: _id,
  name,
  filters: filtersOf(filters as StoredFilters),
  createdAt: createdAt.toISOString(),
});

/** Of a time when a view had one state at most. */
type StoredFilters = Omit<ViewFilters, 'status'> & { status?: ViewFilters['status'] | string };

const filtersOf = ({ status, ...filters }: StoredFilters): ViewFilters => ({
  ...filters,
  ...(status !== undefined && { status: [status].flat() as NonNullable<ViewFilters['status']> }),
});
