/** A page of the frame: its head, and below it what it is about, which scrolls by itself. */
import type { ComponentProps, ReactNode } from 'react';
import { PageHead } from './page-head.tsx';

interface Props extends Omit<ComponentProps<typeof PageHead>, 'children'> {
  /** What it can do. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Room({ actions, children, ...head }: Props) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead {...head}>{actions}</PageHead>
      {children}
    </div>
  );
}
