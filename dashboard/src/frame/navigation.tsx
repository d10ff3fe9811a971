/** The way to every page that whoever is signed in may see: at the side, on a phone at the bottom. */
import { Link, useRouterState, useSearch } from '@tanstack/react-router';
import { CircleUser, LogOut, Menu } from 'lucide-react';
import { useEffect, useState } from 'react';
import { may, useMe } from '../session/me.ts';
import { signOut } from '../session/session.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { type Page, pages } from './pages.ts';

/** So many have room at the bottom of a phone; the others are behind a button. */
const onPhone = 3;

export function Navigation() {
  const { data: me } = useMe();
  const { pathname } = useRouterState({ select: ({ location }) => location });
  const [open, setOpen] = useState(false);
  const groups = pages.map((group) => group.filter(({ needs }) => may(me, needs)));
  const all = groups.flat();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone to a page does not look for it any more.
  useEffect(() => setOpen(false), [pathname]);
  return (
    <nav aria-label={texts.nav.label} className="min-h-0 md:overflow-y-auto">
      <div className="flex flex-col gap-4 max-md:hidden">
        {groups
          .filter((group) => group.length > 0)
          .map((group) => (
            <ul key={group[0]?.to} className="flex flex-col gap-0.5">
              {group.map((page) => (
                <li key={page.to}>
                  <PageLink page={page} />
                </li>
              ))}
            </ul>
          ))}
      </div>
      <ul className="flex justify-around md:hidden">
        {all.slice(0, onPhone).map((page) => (
          <li key={page.to} className="grow">
            <PageLink page={page} />
          </li>
        ))}
        <li className="grow">
          <button type="button" onClick={() => setOpen(true)} className={`${look} w-full`}>
            <Menu aria-hidden size={16} strokeWidth={1.75} />
            {texts.nav.more}
          </button>
        </li>
      </ul>
      <Dialog title={texts.product} open={open} onClose={() => setOpen(false)}>
        <ul className="mb-4 flex flex-col gap-1">
          {all.slice(onPhone).map((page) => (
            <li key={page.to}>
              <PageLink page={page} />
            </li>
          ))}
          <li>
            <Link to="/account" className={look}>
              <CircleUser aria-hidden size={16} strokeWidth={1.75} />
              {texts.account.link}
            </Link>
          </li>
        </ul>
        <Button onClick={() => signOut()}>
          <LogOut aria-hidden size={16} strokeWidth={1.75} />
          {texts.signOut}
        </Button>
      </Dialog>
    </nav>
  );
}

const look =
  'flex items-center gap-2.5 rounded-lg border border-transparent px-2 py-1.5 font-medium text-ink-2 hover:bg-sunken max-md:flex-col max-md:gap-0.5 max-md:text-sm md:[&.active]:border-line md:[&.active]:bg-surface [&.active]:text-ink [&.active_svg]:text-accent';

function PageLink({ page: { to, text, icon: Icon } }: { page: Page }) {
  const { tenant } = useSearch({ strict: false }) as { tenant?: string };
  return (
    <Link to={to} search={tenant === undefined ? {} : { tenant }} className={look}>
      <Icon aria-hidden size={16} strokeWidth={1.75} />
      {text}
    </Link>
  );
}
