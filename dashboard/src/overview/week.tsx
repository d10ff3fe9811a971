/** When in the week calls come: an hour the darker, the more there are. */
import { type KeyboardEvent, useMemo, useState } from 'react';
import type { CallStats } from '../../../src/contract/call-statistics.ts';
import { texts } from '../texts.ts';
import { number } from '../ui/format.ts';
import { useIsPhone } from '../ui/use-is-phone.ts';
import { HourDialog } from './hour-dialog.tsx';
import type { LocalHour } from './local-day.ts';
import { Panel } from './panel.tsx';
import type { OverviewSearch } from './use-stats.ts';

const words = texts.overview;
const weekdays = [1, 2, 3, 4, 5, 6, 7];
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const steps: Record<string, readonly [weekday: number, hour: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
const nameOf = ({ weekday, hour }: LocalHour) =>
  words.hours(words.weekdays[weekday - 1] ?? '', two(hour), two((hour + 1) % 24));
const placeOf = ({ weekday, hour }: LocalHour) => `${weekday} ${hour}`;

interface Props {
  readonly stats: CallStats;
  readonly tenantId: string;
  readonly search: OverviewSearch;
}

export function Week({ stats, tenantId, search }: Props) {
  const isPhone = useIsPhone();
  const [at, setAt] = useState<LocalHour>({ weekday: 1, hour: 9 });
  const [opened, setOpened] = useState<LocalHour>();
  const counts = useMemo(() => countsOf(stats.items), [stats.items]);
  const greatest = Math.max(1, ...counts.values());

  function onKeyDown(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const [down, right] = isPhone ? [step[1], step[0]] : step;
    const next = {
      weekday: Math.min(7, Math.max(1, at.weekday + down)),
      hour: Math.min(23, Math.max(0, at.hour + right)),
    };
    setAt(next);
    document.querySelector<HTMLElement>(`[data-hour="${placeOf(next)}"]`)?.focus();
  }

  const cell = (place: LocalHour) => {
    const calls = counts.get(placeOf(place)) ?? 0;
    const name = words.hourHolds(nameOf(place), number(calls));
    return (
      <td key={placeOf(place)} className="p-px">
        <button
          type="button"
          data-hour={placeOf(place)}
          tabIndex={placeOf(place) === placeOf(at) ? 0 : -1}
          aria-label={name}
          title={name}
          aria-disabled={calls === 0}
          onFocus={() => setAt(place)}
          onClick={() => calls > 0 && setOpened(place)}
          className="block h-6 w-full rounded-[3px] bg-sunken aria-disabled:cursor-default"
          style={{
            background:
              calls === 0
                ? undefined
                : `color-mix(in oklab, var(--accent) ${Math.round(12 + (88 * calls) / greatest)}%, var(--sunken))`,
          }}
        />
      </td>
    );
  };
  const head = (text: string, scope: 'col' | 'row', hidden = false) => (
    <th
      key={text}
      scope={scope}
      className={`text-xs font-medium text-ink-2 ${scope === 'col' ? 'pb-1 text-center' : 'w-11 pr-2'}`}
    >
      <span className={hidden ? 'sr-only' : ''}>{text}</span>
    </th>
  );
  const shortOf = (weekday: number) => words.shortDays[weekday - 1] ?? '';
  const rows = weekdays.flatMap((weekday) =>
    hours.flatMap((hour) => {
      const calls = counts.get(placeOf({ weekday, hour }));
      return calls === undefined
        ? []
        : [{ key: placeOf({ weekday, hour }), cells: [nameOf({ weekday, hour }), number(calls)] }];
    }),
  );
  return (
    <Panel
      title={words.week}
      hint={words.weekHint}
      legend={words.zone(stats.timeZone)}
      columns={[words.when, words.calls]}
      rows={rows}
    >
      <table className="w-full table-fixed border-collapse" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <td className="w-11" />
            {isPhone
              ? weekdays.map((weekday) => head(shortOf(weekday), 'col'))
              : hours.map((hour) => head(two(hour), 'col', hour % 3 !== 0))}
          </tr>
        </thead>
        <tbody>
          {isPhone
            ? hours.map((hour) => (
                <tr key={hour}>
                  {head(two(hour), 'row')}
                  {weekdays.map((weekday) => cell({ weekday, hour }))}
                </tr>
              ))
            : weekdays.map((weekday) => (
                <tr key={weekday}>
                  {head(shortOf(weekday), 'row')}
                  {hours.map((hour) => cell({ weekday, hour }))}
                </tr>
              ))}
        </tbody>
      </table>
      {opened && (
        <HourDialog
          title={nameOf(opened)}
          hour={opened}
          tenantId={tenantId}
          search={search}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Panel>
  );
}

function countsOf(items: CallStats['items']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { weekday, hour, calls } of items) {
    const place = placeOf({ weekday: weekday ?? 0, hour: hour ?? 0 });
    counts.set(place, (counts.get(place) ?? 0) + calls);
  }
  return counts;
}
