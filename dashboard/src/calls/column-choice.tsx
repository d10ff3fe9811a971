import { texts } from '../texts.ts';
import { allColumns, type Column } from './columns.tsx';

export function ColumnChoice({
  chosen,
  toggle,
}: {
  chosen: readonly Column[];
  toggle(column: Column): void;
}) {
  return (
    <details className="relative max-md:hidden">
      <summary className="flex h-9 cursor-pointer list-none items-center rounded-lg border border-line-strong bg-raised px-3 font-medium">
        {texts.calls.choose}
      </summary>
      <fieldset className="absolute right-0 z-10 mt-1 flex w-44 flex-col gap-1 rounded-lg border border-line bg-raised p-3">
        <legend className="sr-only">{texts.calls.choose}</legend>
        {allColumns.map((column) => (
          <label key={column} className="flex items-center gap-2 py-0.5">
            <input
              type="checkbox"
              className="accent-accent"
              checked={chosen.includes(column)}
              onChange={() => toggle(column)}
            />
            {texts.calls.columns[column]}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
