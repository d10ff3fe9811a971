import type { ReactNode } from 'react';

/** One component in its states, under the name that it has in the code. */
export function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="min-w-0 rounded-xl border border-line bg-surface">
      <h2 className="border-b border-line px-4 py-2 font-mono text-sm text-ink-2">{name}</h2>
      <div className="flex flex-wrap items-start gap-3 p-4">{children}</div>
    </section>
  );
}
