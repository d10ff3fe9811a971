import type { ReactNode } from 'react';
import { ThemeButton } from '../frame/theme.tsx';
import logo from '../icon.svg';
import { texts } from '../texts.ts';

/** The frame of the pages for those who are not signed in. */
export function SignInFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center justify-center p-5">
      <div className="absolute top-3 right-3">
        <ThemeButton />
      </div>
      <div className="flex w-full max-w-90 flex-col gap-4 rounded-xl border border-line bg-surface p-6">
        <p className="flex items-center gap-2.5 font-semibold">
          <img src={logo} alt="" width={22} height={22} />
          {texts.product}
        </p>
        <h1 className="text-2xl font-semibold">{title}</h1>
        {children}
      </div>
    </main>
  );
}
