import { type TextareaHTMLAttributes, useId } from 'react';

interface Props extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  readonly label: string;
}

export function TextArea({ label, ...rest }: Props) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        className="w-full min-w-0 rounded-lg border border-line-strong bg-raised px-3 py-2 text-ink"
        {...rest}
      />
    </div>
  );
}
