import type { ButtonHTMLAttributes } from 'react';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
}

const kinds = {
  primary: 'bg-accent text-accent-ink border-accent font-semibold',
  plain: 'bg-raised text-ink border-line-strong hover:bg-sunken font-medium',
  danger: 'bg-fail-soft text-fail border-fail hover:bg-sunken font-semibold',
  quiet: 'border-transparent text-ink-2 hover:bg-sunken hover:text-ink',
};

export function Button({ kind = 'plain', type = 'button', className = '', ...rest }: Props) {
  const look = `inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-lg border px-3 whitespace-nowrap disabled:cursor-default disabled:text-ink-3 disabled:bg-sunken disabled:border-line ${kinds[kind]} ${className}`;
  return <button type={type} className={look} {...rest} />;
}
