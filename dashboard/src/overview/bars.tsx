/** How many calls have which value of something: plain bars, the longest first. */
import { useMemo } from 'react';
import type { CallStats } from '../../../src/contract/call-statistics.ts';
import { texts } from '../texts.ts';
import { number, percent } from '../ui/format.ts';
import { CallsLink, type Way } from './calls-link.tsx';
import { Panel } from './panel.tsx';

const words = texts.overview;
const most = 8;

interface Props {
  readonly title: string;
  readonly stats: CallStats;
  /** The filter of calls that finds those of one bar. */
  readonly by: 'status' | 'disposition' | 'agent';
  readonly way: Way;
  readonly colourOf?: (value: string) => string;
  nameOf?(value: string): string;
}

export function Bars({
  title,
  stats,
  by,
  way,
  nameOf = (value) => value,
  colourOf = () => 'bg-accent',
}: Props) {
  const counted = useMemo(() => countsOf(stats.items), [stats.items]);
  const whole = stats.total.calls;
  const greatest = counted[0]?.calls ?? 0;
  const reach = { since: stats.since, until: stats.until };
  const nameOrNone = (value: string | null) => (value === null ? words.notGiven : nameOf(value));
  const link = (value: string | null) =>
    value === null ? (
      words.notGiven
    ) : (
      <CallsLink way={way} narrowed={{ ...reach, [by]: value }}>
        {nameOf(value)}
      </CallsLink>
    );
  const rows = counted.map(({ value, calls }) => ({
    key: value ?? '',
    cells: [link(value), number(calls), percent(calls, whole)],
  }));
  return (
    <Panel title={title} columns={[title, words.calls, words.share]} rows={rows}>
      <ol className="flex flex-col gap-0.5">
        {counted.slice(0, most).map(({ value, calls }) => {
          const bar = (
            <>
              <span className="truncate font-medium">{nameOrNone(value)}</span>
              <span className="h-2.5 rounded-sm bg-sunken">
                <span
                  className={`block h-full rounded-sm ${value === null ? 'bg-line-strong' : colourOf(value)}`}
                  style={{ width: `${(100 * calls) / greatest}%` }}
                />
              </span>
              <span className="text-right font-mono">{number(calls)}</span>
            </>
          );
          const look = 'grid h-8 grid-cols-[minmax(0,2fr)_3fr_4.5rem] items-center gap-3 rounded-md';
          return (
            <li key={value ?? ''}>
              {value === null ? (
                <span className={`${look} text-ink-2`}>{bar}</span>
              ) : (
                <CallsLink
                  way={way}
                  narrowed={{ ...reach, [by]: value }}
                  className={`${look} -mx-2 px-2 hover:bg-sunken`}
                >
                  {bar}
                </CallsLink>
              )}
            </li>
          );
        })}
      </ol>
      {counted.length > most && (
        <p className="pt-1 text-sm text-ink-3">{words.fewer(number(counted.length - most))}</p>
      )}
    </Panel>
  );
}

function countsOf(items: CallStats['items']): { value: string | null; calls: number }[] {
  return [...Map.groupBy(items, ({ of }) => of)]
    .map(([value, all]) => ({ value, calls: all.reduce((sum, { calls }) => sum + calls, 0) }))
    .sort((a, b) => b.calls - a.calls);
}
