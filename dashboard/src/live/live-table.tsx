/** The rows: only those that can be seen are there, so that 500 calls cost as much as twenty. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { texts } from '../texts.ts';
import { useIsPhone } from '../ui/use-is-phone.ts';
import type { Row } from './feed-state.ts';
import { LiveRow, layout } from './live-row.tsx';

interface Props {
  readonly list: readonly Row[];
  readonly open: string | undefined;
  nameOf(tenantId: string): string | undefined;
  onOpen(callId: string): void;
}

export function LiveTable({ list, open, nameOf, onOpen }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const isPhone = useIsPhone();
  const height = isPhone ? 92 : 48;
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => list[index]?.call.id ?? index,
    overscan: 8,
  });
  const { columns } = texts.live;
  return (
    <section aria-label={texts.live.table} className="flex min-h-0 grow flex-col">
      <div
        aria-hidden
        className={`${layout} h-8 shrink-0 border-b border-line bg-surface text-sm font-medium text-ink-2 max-md:hidden`}
      >
        {Object.values(columns).map((column) => (
          <span key={column}>{column}</span>
        ))}
      </div>
      <div ref={scroller} className="min-h-0 grow overflow-y-auto">
        <ul className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ key, index, start }) => {
            const row = list[index];
            return (
              row && (
                <li
                  key={key}
                  aria-setsize={list.length}
                  aria-posinset={index + 1}
                  className="absolute inset-x-0 top-0"
                  style={{ height, transform: `translateY(${start}px)` }}
                >
                  <LiveRow
                    row={row}
                    isOpen={row.call.id === open}
                    tenant={nameOf(row.tenantId)}
                    onOpen={onOpen}
                  />
                </li>
              )
            );
          })}
        </ul>
      </div>
    </section>
  );
}
