import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  /** What is in it reaches to its edges. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A part of a page that can be gone to by its name. */
export function Card({ title, flush = false, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-xl border border-line bg-surface">
      <h2 id={id} className="border-b border-line px-4 py-3 font-semibold">
        {title}
      </h2>
      {flush ? children : <div className="p-4">{children}</div>}
    </section>
  );
}
