/** Where the pages of a list begin that is sorted by a time, and by id among those of the same millisecond. */
import { cursorOf, placeOf } from './cursor.ts';
import { isId, type Prefix } from './ids.ts';

type Order = 'newest' | 'oldest';
type Bounds<V> = { readonly $lt?: V; readonly $lte?: V; readonly $gt?: V; readonly $gte?: V };
type After<F extends string> = Readonly<Record<F, Bounds<Date>>> & {
  readonly $or: readonly (Readonly<Record<F, Date | Bounds<Date>>> & { readonly _id?: Bounds<string> })[];
};

type Place<F extends string> = Readonly<Record<F, Date>> & { readonly _id: string };

/** `field`: that of the time. `prefix`: that of the ids. */
export function timedPlaces<F extends string>(field: F, prefix: Prefix) {
  const by = <V>(value: V) => ({ [field]: value }) as Record<F, V>;

  function isPlace(place: string): boolean {
    const [time = '', id, ...more] = place.split(' ');
    return /^\d{1,15}$/.test(time) && isId(prefix, id) && more.length === 0;
  }

  function after({ [field]: at, _id }: Place<F>, order: Order): After<F> {
    return order === 'newest'
      ? { ...by({ $lte: at }), $or: [by({ $lt: at }), { ...by(at), _id: { $lt: _id } }] }
      : { ...by({ $gte: at }), $or: [by({ $gt: at }), { ...by(at), _id: { $gt: _id } }] };
  }

  return {
    /** What holds for those behind this one. */
    after,
    /** What holds for those behind the last of the page before. */
    afterCursor(cursor: string, order: Order): After<F> {
      const [time = '', id = ''] = placeOf(cursor, isPlace).split(' ');
      return after({ ...by(new Date(Number(time))), _id: id }, order);
    },
    cursorAfter: ({ [field]: at, _id }: Place<F>): string => cursorOf(`${at.getTime()} ${_id}`),
  };
}
