import type { ReactNode } from 'react';

/** A part of a page, with its name. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0 rounded-xl border border-line bg-surface">
      <h2 className="border-b border-line px-4 py-3 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
