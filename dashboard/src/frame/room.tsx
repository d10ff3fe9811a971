/** A page of the frame: its head, and below it what it is about. */
import type { ComponentProps, ReactNode } from 'react';
import { PageHead } from './page-head.tsx';

interface Props extends Omit<ComponentProps<typeof PageHead>, 'children'> {
  /** What it can do. */
  readonly actions?: ReactNode;
  /** As a whole: else what is in it does, where it needs to. */
  readonly scrolls?: boolean;
  readonly children: ReactNode;
}

export function Room({ actions, scrolls = false, children, ...head }: Props) {
  return (
    <div className={`flex h-full min-h-0 flex-col ${scrolls ? 'overflow-y-auto' : ''}`}>
      <PageHead {...head}>{actions}</PageHead>
      {children}
    </div>
  );
}
