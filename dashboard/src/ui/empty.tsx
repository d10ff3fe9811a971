import type { ReactNode } from 'react';

/** What stands where there is nothing: why, and what to do. */
export function Empty({
  title,
  hint,
  command,
  children,
}: {
  title: string;
  hint?: string;
  command?: string;
  children?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-5 py-16 text-center">
      <h2 className="text-lg font-semibold">{title}</h2>
      {hint && <p className="text-ink-2">{hint}</p>}
      {command && (
        <code className="rounded-lg border border-line bg-sunken px-3 py-2 font-mono">{command}</code>
      )}
      {children}
    </div>
  );
}
