/** Puts quarters of hours together into hours, days or the hours of a week of a time zone. */
import type { CallStats, CallStatsQuery } from '../../../../contract/call-statistics.ts';
import { localHourOf } from '../../../../core/local-hours.ts';
import { periodAt } from '../../../../core/periods.ts';
import type { Counted } from './groups.ts';
import { sumOf } from './sums.ts';

type Item = CallStats['items'][number];
type Place = Pick<Item, 'startsAt' | 'weekday' | 'hour'>;

export function bucketsOf(quarters: readonly Counted[], by: CallStatsQuery['by'], timeZone: string): Item[] {
  const placeOf = places[by];
  const groups = Map.groupBy(
    quarters.map((counted) => ({
      counted,
      place: placeOf(counted._id.at, timeZone),
      of: counted._id.of ?? null,
    })),
    ({ place, of }) => JSON.stringify([place, of]),
  );
  return [...groups.values()]
    .flatMap(([first, ...more]) =>
      first === undefined
        ? []
        : [
            {
              ...first.place,
              of: first.of,
              ...sumOf([first, ...more].map(({ counted }) => counted)),
            },
          ],
    )
    .sort(inTurn);
}

const places: Record<CallStatsQuery['by'], (at: Date, timeZone: string) => Place> = {
  hour: (at, timeZone) => beginning(localHourOf(at, timeZone).startsAt),
  day: (at, timeZone) => beginning(periodAt('day', at, timeZone).startsAt),
  'weekday-hour': (at, timeZone) => {
    const { weekday, hour } = localHourOf(at, timeZone);
    return { startsAt: null, weekday, hour };
  },
};

const beginning = (at: Date): Place => ({ startsAt: at.toISOString(), weekday: null, hour: null });

function inTurn(one: Item, other: Item): number {
  const place = ({ startsAt, weekday, hour }: Item) =>
    startsAt === null ? (weekday ?? 0) * 24 + (hour ?? 0) : Date.parse(startsAt);
  return place(one) - place(other) || ((one.of ?? '') < (other.of ?? '') ? -1 : 1);
}
