import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  /** What is in it reaches to its edges. */
  readonly flush?: boolean;
  /** What can be done there, beside its name. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page that can be gone to by its name. */
export function Card({ title, flush = false, action, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-xl border border-line bg-surface">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 border-b border-line pr-2 pl-4">
        <h2 id={id} className="py-3 font-semibold">
          {title}
        </h2>
        {action}
      </div>
      {flush ? children : <div className="p-4">{children}</div>}
    </section>
  );
}
