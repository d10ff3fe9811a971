import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  /** Only where there is room for it: not on a phone. */
  readonly wide?: boolean;
  /** A number that is better when it is none. */
  readonly isBad?: boolean;
}

export function Tile({ label, value, note, wide = false, isBad = false }: Props) {
  return (
    <div className={`min-w-0 border-r border-line px-5 py-3 last:border-r-0 ${wide ? 'max-md:hidden' : ''}`}>
      <dt className="truncate text-sm font-medium text-ink-2">{label}</dt>
      <dd className={`text-2xl leading-8 font-semibold ${isBad ? 'text-fail' : ''}`}>
        {value} {note && <span className="text-base font-medium text-ink-2">{note}</span>}
      </dd>
    </div>
  );
}
