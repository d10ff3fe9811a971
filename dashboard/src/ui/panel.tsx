import { type ReactNode, useId } from 'react';

/** A part of a page that can be gone to by its name: forms and facts, with room around them. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-xl border border-line bg-surface">
      <h2 id={id} className="border-b border-line px-4 py-3 font-semibold">
        {title}
      </h2>
      <div className="p-4">{children}</div>
    </section>
  );
}
