/** A moment that somebody chooses. */
import { Field } from './field.tsx';

interface Props {
  readonly label: string;
  /** As the API has it. */
  readonly value: string | undefined;
  /** Empty where none is chosen. */
  onChange(value: string): void;
}

export function MomentField({ label, value, onChange }: Props) {
  return (
    <Field
      type="datetime-local"
      label={label}
      value={typed(value)}
      onChange={({ target }) => onChange(target.value && new Date(target.value).toISOString())}
    />
  );
}

/** As the browser's field has it: in the time of this machine. */
function typed(iso: string | undefined): string {
  if (iso === undefined) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
