import { Field } from './field.tsx';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'number';
  onChange(value: string): void;
}

/** A filter that is asked for when it is written to its end, not letter by letter. */
export function LateField({ label, value, type = 'text', onChange }: Props) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(String(new FormData(event.currentTarget).get('value')));
      }}
    >
      <Field
        key={value}
        name="value"
        type={type}
        min={0}
        label={label}
        defaultValue={value}
        onBlur={({ target }) => target.value !== value && onChange(target.value)}
      />
    </form>
  );
}
