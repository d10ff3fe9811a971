/** The list of calls: only those that can be seen are there, and the next page comes before its end is reached. */
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Call } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';
import { seenAtOnce } from '../ui/list.tsx';
import { useIsPhone } from '../ui/use-is-phone.ts';
import { type Column, columns } from './columns.tsx';

interface Props {
  readonly list: readonly Call[];
  readonly chosen: readonly Column[];
  readonly zone: string | undefined;
  readonly tenant: string | undefined;
  readonly isLoading: boolean;
  readonly isWhole: boolean;
  onEnd(): void;
}

const onPhone: readonly Column[] = ['state', 'when', 'other', 'length'];

export function CallTable({ list, chosen, zone, tenant, isLoading, isWhole, onEnd }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const isPhone = useIsPhone();
  const shown = isPhone ? onPhone : chosen;
  const height = isPhone ? 68 : 44;
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => list[index]?.id ?? index,
    overscan: 10,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= list.length - 15) onEnd();
  }, [last, list.length, onEnd]);
  const grid = {
    gridTemplateColumns: isPhone ? '1fr auto' : shown.map((each) => columns[each].width).join(' '),
  };
  const search = tenant === undefined ? {} : { tenant };
  return (
    <section aria-label={texts.calls.table} className="flex min-h-0 grow flex-col">
      <div
        aria-hidden
        style={grid}
        className="grid h-8 shrink-0 items-center gap-3 border-b border-line bg-surface px-5 text-sm font-medium text-ink-2 max-md:hidden"
      >
        {shown.map((column) => (
          <span key={column}>{texts.calls.columns[column]}</span>
        ))}
      </div>
      <div ref={scroller} className="min-h-0 grow overflow-y-auto">
        <ul className="relative" style={{ height: rows.getTotalSize() }}>
          {items.map(({ key, index, start }) => {
            const call = list[index];
            return (
              call && (
                <li
                  key={key}
                  className="absolute inset-x-0 top-0"
                  style={{ height, transform: `translateY(${start}px)` }}
                >
                  <Link
                    to="/calls/$callId"
                    params={{ callId: call.id }}
                    search={search}
                    style={grid}
                    className="grid h-full items-center gap-x-3 border-b border-line bg-surface px-5 outline-offset-[-2px] hover:bg-sunken"
                  >
                    {shown.map((column) => (
                      <span key={column} className="truncate">
                        {columns[column].cell(call, zone)}
                      </span>
                    ))}
                  </Link>
                </li>
              )
            );
          })}
        </ul>
        <p role="status" className="px-5 py-3 text-ink-3 empty:p-0">
          {isLoading ? texts.lists.loading : isWhole && list.length > seenAtOnce ? texts.lists.end : ''}
        </p>
      </div>
    </section>
  );
}
