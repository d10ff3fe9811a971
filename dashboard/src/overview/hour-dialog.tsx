/** An hour of the week was an hour of several days: which, and to the calls of each. */
import { texts } from '../texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { dateOf, number } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CallsLink } from './calls-link.tsx';
import { hourAfter, hourIn, type LocalHour } from './local-day.ts';
import { type OverviewSearch, useStats, wayOf } from './use-stats.ts';

interface Props {
  readonly title: string;
  readonly hour: LocalHour;
  readonly tenantId: string;
  readonly search: OverviewSearch;
  onClose(): void;
}

export function HourDialog({ title, hour, tenantId, search, onClose }: Props) {
  const { data, error, refetch } = useStats(tenantId, search, 'hour');
  const isIt = (startsAt: string, zone: string) => {
    const { weekday, hour: clock } = hourIn(new Date(startsAt), zone);
    return weekday === hour.weekday && clock === hour.hour;
  };
  const found = data?.items.flatMap(({ startsAt, calls }) =>
    startsAt !== null && isIt(startsAt, data.timeZone) ? [{ startsAt, calls }] : [],
  );
  return (
    <Dialog title={title} open onClose={onClose}>
      {error && <Problem error={error} again={() => refetch()} />}
      {!found && !error && <Skeleton rows={4} />}
      <ul className="flex flex-col">
        {found?.toReversed().map(({ startsAt, calls }) => (
          <li key={startsAt} className="flex justify-between border-b border-line py-1.5 last:border-b-0">
            <CallsLink
              way={wayOf(tenantId, search)}
              narrowed={{ since: startsAt, until: hourAfter(new Date(startsAt)).toISOString() }}
            >
              {dateOf(startsAt, data?.timeZone)}
            </CallsLink>
            <span>
              <span className="font-mono">{number(calls)}</span> {texts.overview.calls.toLowerCase()}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
