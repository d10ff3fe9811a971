import type { ReactNode } from 'react';

export function Tile({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="min-w-0 border-r border-line px-5 py-3 last:border-r-0">
      <dt className="truncate text-sm font-medium text-ink-2">{label}</dt>
      <dd className="text-2xl leading-8 font-semibold">
        {value} {note && <span className="text-base font-medium text-ink-2">{note}</span>}
      </dd>
    </div>
  );
}
