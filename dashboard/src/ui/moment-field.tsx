/** A moment that somebody chooses. */
import { Field } from './field.tsx';
import { momentTyped, typedMoment } from './typed-moment.ts';

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
      value={typedMoment(value)}
      onChange={({ target }) => onChange(momentTyped(target.value) ?? '')}
    />
  );
}
