/** From a number to the calls that it counts. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** Whose calls, and which of them, as the page has it. */
export type Way = Readonly<Record<string, string>>;

/** From the first moment that counts to the first one that does not. */
export interface Reach {
  readonly since: string;
  readonly until: string;
}

interface Props {
  readonly way: Way;
  readonly narrowed: Way | Reach;
  readonly className?: string;
  readonly children: ReactNode;
}

export function CallsLink({ way, narrowed, className, children }: Props) {
  return (
    <Link
      to="/calls"
      search={{ ...way, ...narrowed } as never}
      className={className ?? 'text-accent underline-offset-2 hover:underline'}
    >
      {children}
    </Link>
  );
}
