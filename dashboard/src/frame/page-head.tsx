import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { texts } from '../texts.ts';
import { TenantSwitch } from './tenant-switch.tsx';
import { ThemeButton } from './theme.tsx';

interface Props {
  readonly title: string;
  /** The page that this one belongs to. */
  readonly above?: ReactNode;
  readonly state?: ReactNode;
  /** What it shows is no tenant's. */
  readonly ofPlatform?: boolean;
  readonly children?: ReactNode;
}

/** The top of every page: where one is, how fresh it is, and what it can do. */
export function PageHead({ title, above, state, ofPlatform = false, children }: Props) {
  useEffect(() => {
    document.title = texts.tab(title);
    return () => {
      document.title = texts.product;
    };
  }, [title]);
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-3 border-b border-line bg-surface px-5 py-2 max-md:flex-wrap max-md:gap-y-1">
      {above && (
        <>
          {above}
          <ChevronRight aria-hidden size={14} className="shrink-0 text-ink-3" />
        </>
      )}
      <h1 className="max-w-full shrink-0 truncate text-lg font-semibold md:max-w-[45%]">{title}</h1>
      {state}
      <div className="ml-auto flex min-w-0 items-center gap-2">
        {children}
        {!ofPlatform && <TenantSwitch />}
        <ThemeButton />
      </div>
    </header>
  );
}
