import { useId } from 'react';
import { inputLook } from './field.tsx';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly hideLabel?: boolean;
  onChange(value: string): void;
}

/** The browser's own: it is known to everybody's fingers, screen readers and phones. */
export function Select({ label, value, options, hideLabel = false, onChange }: Props) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium text-ink-2'}>
        {label}
      </label>
      <select id={id} className={inputLook} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
