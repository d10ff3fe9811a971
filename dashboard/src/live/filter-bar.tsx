import { texts } from '../texts.ts';
import { number } from '../ui/format.ts';
import type { FeedState } from './feed-state.ts';
import { type Filter, filters, fits } from './shown.ts';

interface Props {
  readonly rows: FeedState['rows'];
  readonly value: Filter;
  onChange(filter: Filter): void;
}

export function FilterBar({ rows, value, onChange }: Props) {
  const all = [...rows.values()];
  return (
    <div className="flex shrink-0 items-center gap-2 overflow-x-auto border-b border-line px-5 py-2.5">
      <fieldset className="flex gap-2">
        <legend className="sr-only">{texts.live.filters.label}</legend>
        {filters.map((filter) => (
          <button
            key={filter}
            type="button"
            aria-pressed={filter === value}
            onClick={() => onChange(filter)}
            className="h-7 rounded-full border border-line bg-surface px-2.5 whitespace-nowrap text-ink-2 aria-pressed:border-accent-line aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-accent"
          >
            {texts.live.filters[filter]} {number(all.filter((row) => fits(row, filter)).length)}
          </button>
        ))}
      </fieldset>
      <p className="ml-auto whitespace-nowrap text-ink-2 max-md:hidden">{texts.live.keys}</p>
    </div>
  );
}
