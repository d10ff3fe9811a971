/** What a list of calls asks the database, and where its pages begin. */
import type { CallQuery } from '../../../contract/calls.ts';
import { cursorOf, placeOf } from '../../../core/cursor.ts';
import { defined } from '../../../core/defined.ts';
import { isId } from '../../../core/ids.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { StoredCall } from '../../../models/calls.ts';
import type { Filter } from '../../../models/scoped.ts';

type Asked = Omit<CallQuery, 'limit' | 'cursor'>;

export function conditionsOf(asked: Asked): Filter<TenantScope, StoredCall> {
  const { since, until, minSec, maxSec, recorded, ...same } = asked;
  return {
    ...defined(same),
    ...between('startedAt', { $gte: dateOf(since), $lt: dateOf(until) }),
    ...between('billableSec', { $gte: minSec, $lte: maxSec }),
    ...(recorded !== undefined && { recording: recorded ? 'stored' : { $ne: 'stored' } }),
  };
}

/** After the last call of the page before, in the order of the list: the newest first. */
export function after(cursor: string): Filter<TenantScope, StoredCall> {
  const [time = '', id = ''] = placeOf(cursor, isPlace).split(' ');
  const startedAt = new Date(Number(time));
  return {
    startedAt: { $lte: startedAt },
    $or: [{ startedAt: { $lt: startedAt } }, { startedAt, _id: { $lt: id } }],
  };
}

export const placeAfter = ({ startedAt, _id }: StoredCall) => cursorOf(`${startedAt.getTime()} ${_id}`);

const isPlace = (place: string) => {
  const [time = '', id, ...more] = place.split(' ');
  return /^\d{1,15}$/.test(time) && isId('call', id) && more.length === 0;
};

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

function between(field: string, bounds: Record<string, unknown>) {
  const said = defined(bounds);
  return Object.keys(said).length === 0 ? {} : { [field]: said };
}
