/** The frame of every page: navigation at the side, on a phone at the bottom, and who is signed in. */
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { useEffect } from 'react';
import logo from '../icon.svg';
import { useMe } from '../session/me.ts';
import { onPass, signOut } from '../session/session.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Navigation } from './navigation.tsx';

export function Shell() {
  const { data: me } = useMe();
  const navigate = useNavigate();
  // Whoever signs out in one tab is signed out in all of them.
  useEffect(() => onPass((pass) => void (pass === null && navigate({ to: '/sign-in' }))), [navigate]);
  return (
    <div className="flex h-dvh max-md:flex-col-reverse">
      <header className="flex w-52 shrink-0 flex-col border-line px-2.5 py-4 max-md:w-full max-md:border-t max-md:bg-surface max-md:py-1 md:border-r">
        <a
          href="#content"
          className="fixed top-2 left-2 z-20 -translate-y-16 rounded-lg bg-accent px-3 py-2 text-accent-ink focus:translate-y-0"
        >
          {texts.nav.skip}
        </a>
        <p className="flex items-center gap-2.5 px-2 pb-5 text-lg font-semibold max-md:hidden">
          <img src={logo} alt="" width={22} height={22} />
          {texts.product}
        </p>
        <Navigation />
        <div className="mt-auto flex items-center gap-2 border-t border-line pt-3 max-md:hidden">
          <Link
            to="/account"
            title={texts.account.link}
            className="min-w-0 grow rounded-lg px-2 py-1 hover:bg-sunken"
          >
            <span className="block truncate font-semibold">{me?.name}</span>
            <span className="block truncate text-sm text-ink-3">{me?.email}</span>
          </Link>
          <Button kind="quiet" aria-label={texts.signOut} title={texts.signOut} onClick={() => signOut()}>
            <LogOut aria-hidden size={16} strokeWidth={1.75} />
          </Button>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="min-h-0 min-w-0 grow outline-none">
        <Outlet />
      </main>
      <Toasts />
    </div>
  );
}
