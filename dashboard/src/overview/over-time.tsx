/** How many calls there were and when, how many of them were answered, and how long they were. */
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { CallStats } from '../../../src/contract/call-statistics.ts';
import { texts } from '../texts.ts';
import { clock, dateOf, hourOf, number, percent } from '../ui/format.ts';
import { CallsLink, type Reach, type Way } from './calls-link.tsx';
import type { Drawn, TimeFrame } from './chart.tsx';
import { dayAfter, hourAfter } from './local-day.ts';
import { Swatch } from './panel.tsx';
import { Pointed } from './pointed.tsx';

const words = texts.overview;
const seconds = { hour: 3_600, day: 24 * 3_600 };

interface Props {
  readonly stats: CallStats;
  readonly by: 'hour' | 'day';
  readonly way: Way;
}

type Bucket = CallStats['items'][number];

export function OverTime({ stats, by, way }: Props) {
  const navigate = useNavigate();
  const { items, timeZone, since, until } = stats;
  const frame = useMemo<TimeFrame>(() => {
    const starts = items.map(({ startsAt }) => Date.parse(startsAt ?? '') / 1_000);
    return {
      since: Date.parse(since) / 1_000,
      until: Math.max(Date.parse(until) / 1_000, (starts.at(-1) ?? 0) + seconds[by]),
      starts,
      bucketSec: seconds[by],
      zone: timeZone,
    };
  }, [items, since, until, timeZone, by]);
  const drawn = useMemo(() => drawnOf(items), [items]);

  const name = by === 'hour' ? hourOf : dateOf;
  const nameOf = ({ startsAt }: Bucket) => (startsAt === null ? '' : name(startsAt, timeZone));
  const reachOf = ({ startsAt }: Bucket): Reach => {
    const begin = new Date(startsAt ?? since);
    const end = by === 'hour' ? hourAfter(begin) : dayAfter(begin, timeZone);
    return { since: begin.toISOString(), until: end.toISOString() };
  };
  const common = {
    frame,
    whenOf: (at: number) => {
      const iso = new Date(at * 1_000).toISOString();
      return by === 'hour' ? hourOf(iso, timeZone) : dateOf(iso, timeZone);
    },
    onOpen(index: number) {
      const bucket = items[index];
      if (bucket) navigate({ to: '/calls', search: { ...way, ...reachOf(bucket) } as never });
    },
  };
  const rowsOf = (value: (bucket: Bucket) => readonly string[]) =>
    items.map((bucket) => ({
      key: bucket.startsAt ?? '',
      cells: [
        <CallsLink key="when" way={way} narrowed={reachOf(bucket)}>
          {nameOf(bucket)}
        </CallsLink>,
        ...value(bucket),
      ],
    }));
  return (
    <>
      <Pointed
        title={words.overTime[by]}
        hint={words.hint}
        legend={
          <>
            <Swatch className="bg-accent">{words.answered}</Swatch>
            <Swatch className="bg-ink-3">{words.unanswered}</Swatch>
            <Swatch className="bg-fail">{words.failed}</Swatch>
          </>
        }
        columns={[words.when, words.calls, words.answered, words.failed]}
        rows={rowsOf((each) => [number(each.calls), number(each.answered), number(each.failed)])}
        sayOf={(index) => {
          const bucket = items[index];
          return (
            bucket &&
            words.shown(nameOf(bucket), number(bucket.calls), number(bucket.answered), number(bucket.failed))
          );
        }}
        chart={{ ...common, series: drawn.calls, height: 220, steps: wholeNumbers, valueOf: number }}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Pointed
          title={words.rate}
          columns={[words.when, words.answered]}
          rows={rowsOf((each) => [percent(each.answered, each.calls)])}
          sayOf={(index) => {
            const bucket = items[index];
            return bucket && `${nameOf(bucket)}: ${percent(bucket.answered, bucket.calls)}`;
          }}
          chart={{
            ...common,
            series: drawn.rate,
            height: 160,
            most: 1,
            valueOf: (value: number) => percent(value, 1),
          }}
        />
        <Pointed
          title={words.length}
          columns={[words.when, words.tiles.average]}
          rows={rowsOf(({ averageSec }) => [averageSec === null ? '' : clock(averageSec * 1_000)])}
          sayOf={(index) => {
            const bucket = items[index];
            return bucket?.averageSec == null
              ? undefined
              : `${nameOf(bucket)}: ${clock(bucket.averageSec * 1_000)}`;
          }}
          chart={{
            ...common,
            series: drawn.length,
            height: 160,
            steps: roundLengths,
            valueOf: (value: number) => clock(value * 1_000),
          }}
        />
      </div>
    </>
  );
}

/** There is no half a call. */
const wholeNumbers = [1, 10, 100, 1_000, 10_000].flatMap((each) => [each, 2 * each, 5 * each]);

/** As one reads a clock, from a second to ten hours. */
const roundLengths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 18_000, 36_000];

/** What failed was not answered, and what was answered may have failed: the bars stand before each other. */
function drawnOf(items: readonly Bucket[]): Record<'calls' | 'rate' | 'length', Drawn[]> {
  const bars = (colour: Drawn['colour'], value: (bucket: Bucket) => number): Drawn => ({
    as: 'bars',
    colour,
    values: items.map(value),
  });
  const line = (value: (bucket: Bucket) => number | null): Drawn[] => [
    { as: 'line', colour: '--accent', values: items.map(value) },
  ];
  return {
    calls: [
      bars('--fail', ({ calls }) => calls),
      bars('--ink-3', ({ calls, answered, failed }) => Math.max(answered, calls - failed)),
      bars('--accent', ({ answered }) => answered),
    ],
    rate: line(({ calls, answered }) => answered / calls),
    length: line(({ averageSec }) => averageSec),
  };
}
