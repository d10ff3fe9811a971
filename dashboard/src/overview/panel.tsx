/** A chart with its title, and behind it the same as a table, for those who read rather than look. */
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';

interface Props {
  readonly title: string;
  /** What stands beside the title: what its colours mean. */
  readonly legend?: ReactNode;
  readonly hint?: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  readonly children: ReactNode;
}

export function Panel({ title, legend, hint, columns, rows, children }: Props) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-xl border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 pb-2">
        <h2 className="font-semibold">{title}</h2>
        {hint && <p className="text-sm text-ink-3">{hint}</p>}
        {legend && <div className="ml-auto flex flex-wrap gap-x-4 text-sm text-ink-2">{legend}</div>}
      </header>
      <div className="grow px-4 pb-3">{children}</div>
      <details className="border-t border-line">
        <summary className="cursor-pointer px-4 py-2 text-sm text-ink-2 hover:text-ink">
          {texts.overview.asTable}
        </summary>
        <section aria-label={texts.overview.tableOf(title)} tabIndex={-1} className="max-h-80 overflow-auto">
          <table className="w-full border-collapse">
            <thead className="sticky top-0 bg-surface text-sm text-ink-2">
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" className="border-b border-line px-4 py-1.5 font-medium">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, cells }) => (
                <tr key={key} className="border-b border-line last:border-b-0">
                  {cells.map((cell, column) => (
                    <td key={columns[column]} className="px-4 py-1.5">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  );
}

export function Swatch({ className, children }: { className: string; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden className={`size-2.5 rounded-sm ${className}`} />
      {children}
    </span>
  );
}
