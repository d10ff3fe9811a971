import { type InputHTMLAttributes, useId } from 'react';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string;
}

export const inputLook =
  'h-9 w-full min-w-0 text-ellipsis rounded-lg border border-line-strong bg-raised px-3 text-ink placeholder:text-ink-3 disabled:border-line disabled:bg-sunken disabled:text-ink-2';

export function Field({ label, hint, ...rest }: Props) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {label}
      </label>
      <input id={id} className={inputLook} {...(hint && { 'aria-describedby': `${id}-hint` })} {...rest} />
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
