/** A chart over time. It is drawn anew where its data, its width or the theme changes. */
import { useEffect, useEffectEvent, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { texts } from '../texts.ts';
import { colourOf, onThemeChange, type Token } from './colours.ts';

export interface Drawn {
  readonly as: 'bars' | 'line';
  readonly colour: Token;
  readonly values: readonly (number | null)[];
}

/** In seconds, as the chart counts. */
export interface TimeFrame {
  readonly since: number;
  readonly until: number;
  /** When each bucket begins. */
  readonly starts: readonly number[];
  readonly bucketSec: number;
  readonly zone: string;
}

interface Props {
  readonly title: string;
  readonly frame: TimeFrame;
  /** Those that stand behind others come first. */
  readonly series: readonly Drawn[];
  readonly height: number;
  /** Where there is a most that is always shown. */
  readonly most?: number;
  /** How far apart the marked values may be, where they are not counted in tens. Always the same list. */
  readonly steps?: readonly number[];
  whenOf(seconds: number): string;
  valueOf(value: number): string;
  /** What the pointer is over. */
  onPoint(index: number | undefined): void;
  onOpen(index: number): void;
}

const font = '11px "Inter Variable", sans-serif';

export function Chart({ title, frame, series, height, most, steps, ...told }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const onPoint = useEffectEvent(told.onPoint);
  const onOpen = useEffectEvent(told.onOpen);
  const textOf = useEffectEvent(told.valueOf);
  const whenOf = useEffectEvent(told.whenOf);
  useEffect(() => {
    const target = holder.current;
    if (target === null) return undefined;
    const axis = { font, stroke: () => colourOf('--ink-2'), ticks: { show: false } };
    const chart = new UPlot(
      {
        width: target.clientWidth,
        height,
        padding: [8, 20, 0, 0],
        tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), frame.zone),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        scales: {
          x: { time: true, range: [frame.since, frame.until] },
          y: { range: (_chart, _least, greatest) => [0, most ?? Math.max(1, greatest * 1.05)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 28,
            space: 90,
            values: (_chart, moments) => moments.map((seconds) => whenOf(seconds)),
          },
          {
            ...axis,
            size: 56,
            grid: { stroke: () => colourOf('--line'), width: 1 },
            ...(steps && { incrs: [...steps] }),
            values: (_chart, values) => values.map((value) => textOf(value)),
          },
        ],
        series: [{}, ...series.map((each) => seriesOf(each, frame))],
        hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
      },
      [[...frame.starts], ...series.map(({ values }) => [...values])],
      target,
    );
    chart.over.addEventListener('click', () => {
      const { idx } = chart.cursor;
      if (typeof idx === 'number') onOpen(idx);
    });
    const width = new ResizeObserver(() => chart.setSize({ width: target.clientWidth, height }));
    width.observe(target);
    const forget = onThemeChange(() => chart.redraw());
    return () => {
      forget();
      width.disconnect();
      chart.destroy();
    };
  }, [frame, series, height, most, steps]);
  return (
    <div
      ref={holder}
      role="img"
      aria-label={texts.overview.chart(title)}
      className="[&_.u-over]:cursor-pointer"
      style={{ height }}
    />
  );
}

/** So many points can be told apart from each other. */
const mostPoints = 40;

function seriesOf({ as, colour }: Drawn, { starts, bucketSec }: TimeFrame): UPlot.Series {
  const paint = () => colourOf(colour);
  if (as === 'line') {
    const points = { show: starts.length < mostPoints, size: 5, fill: paint };
    return { stroke: paint, width: 1.5, spanGaps: true, points };
  }
  return {
    fill: paint,
    width: 0,
    points: { show: false },
    // As wide as their time is, but for a gap, however few there are.
    paths(chart, index, from, to) {
      const width = chart.valToPos(bucketSec, 'x') - chart.valToPos(0, 'x');
      const draw = UPlot.paths.bars?.({ size: [1, Math.max(1, width - 2)], align: 1 });
      return draw?.(chart, index, from, to) ?? null;
    },
  };
}
