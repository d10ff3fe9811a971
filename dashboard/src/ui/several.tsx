import { ChevronDown } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { inputLook } from './field.tsx';

interface Props {
  readonly label: string;
  /** None of them: all are meant. */
  readonly chosen: readonly string[];
  readonly options: readonly (readonly [value: string, text: string])[];
  /** What is said where none is chosen. */
  readonly any: string;
  onChange(chosen: string[]): void;
}

/** Any number of several, in the order in which they stand: opens below itself, and closes where the focus leaves it. */
export function Several({ label, chosen, options, any, onChange }: Props) {
  const said = options.filter(([value]) => chosen.includes(value)).map(([, text]) => text);
  const inWords = said.length === 0 ? any : said.join(', ');
  const toggle = (value: string) =>
    onChange(options.flatMap(([each]) => (chosen.includes(each) === (each !== value) ? [each] : [])));
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span aria-hidden className="text-sm font-medium text-ink-2">
        {label}
      </span>
      <details
        className="relative"
        onKeyDown={closeOnEscape}
        onBlur={({ currentTarget, relatedTarget }) => {
          // A click on what takes no focus, such as the space between two lines, is not leaving.
          if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) currentTarget.open = false;
        }}
      >
        <summary
          aria-label={`${label}: ${inWords}`}
          className={`${inputLook} flex max-w-64 min-w-32 cursor-pointer list-none items-center gap-2 pl-4`}
        >
          <span className="truncate">{inWords}</span>
          <ChevronDown aria-hidden size={14} className="ml-auto shrink-0 text-ink-2" />
        </summary>
        <fieldset className="absolute left-0 z-20 mt-1 flex w-48 flex-col gap-1 rounded-lg border border-line bg-raised p-3 shadow-lg">
          <legend className="sr-only">{label}</legend>
          {options.map(([value, text]) => (
            <label key={value} className="flex items-center gap-2 py-0.5">
              <input
                type="checkbox"
                className="accent-accent"
                checked={chosen.includes(value)}
                onChange={() => toggle(value)}
              />
              {text}
            </label>
          ))}
        </fieldset>
      </details>
    </div>
  );
}

function closeOnEscape(event: KeyboardEvent<HTMLDetailsElement>): void {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  event.currentTarget.open = false;
  event.currentTarget.querySelector('summary')?.focus();
}
