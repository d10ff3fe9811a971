/** Every call that goes on, as it goes on. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { NoCallsYet } from '../calls/no-calls-yet.tsx';
import { SimulateButton } from '../calls/simulate-button.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useTenantId, useTenants } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { inputLook } from '../ui/field.tsx';
import { Light } from '../ui/light.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CallDrawer } from './call-drawer.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Help } from './help.tsx';
import { LiveTable } from './live-table.tsx';
import { LiveTiles } from './live-tiles.tsx';
import { type Filter, shown } from './shown.ts';
import { useFeed } from './use-feed.ts';
import { useKeys } from './use-keys.ts';

export interface LiveSearch {
  readonly tenant?: string | undefined;
  readonly show?: Filter | undefined;
  readonly find?: string | undefined;
  readonly call?: string | undefined;
}

export function LivePage() {
  const { feed, connection, heardAt, problem, more } = useFeed();
  const search = useSearch({ strict: false }) as LiveSearch;
  const navigate = useNavigate();
  const tenantId = useTenantId();
  const { data: tenants } = useTenants();
  const { show = 'all', find = '', call: open } = search;
  const [help, setHelp] = useState(false);
  const finder = useRef<HTMLInputElement>(null);
  const list = useMemo(() => shown(feed.rows.values(), show, find), [feed.rows, show, find]);
  const nameOf = useMemo(() => {
    const names = new Map(tenants?.map(({ id, name }) => [id, name]));
    return (tenantId: string) => names.get(tenantId);
  }, [tenants]);

  // The same ones from render to render: a row that was given another one would be drawn anew with every event.
  const change = useCallback(
    (next: LiveSearch) =>
      void navigate({ to: '/live', search: (before: LiveSearch) => ({ ...before, ...next }), replace: true }),
    [navigate],
  );
  const openCall = useCallback((id: string | undefined) => change({ call: id }), [change]);
  useKeys({
    list,
    open,
    onOpen: openCall,
    onFind: () => finder.current?.focus(),
    onHelp: () => setHelp(true),
  });

  const isKnown = feed.places.size > 0 || connection === 'current';
  const openRow = open === undefined ? undefined : feed.rows.get(open);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={texts.live.title} state={<Light state={connection} heardAt={heardAt} />}>
        <input
          ref={finder}
          type="search"
          aria-label={texts.live.find}
          placeholder={texts.live.find}
          className={`${inputLook} max-md:hidden md:max-w-64`}
          value={find}
          onChange={(event) => change({ find: event.target.value || undefined })}
        />
        {feed.rows.size > 0 && <SimulateButton tenantId={tenantId} />}
      </PageHead>
      <LiveTiles rows={feed.rows} />
      <div className="flex min-h-0 grow">
        <div className="flex min-w-0 grow flex-col">
          <FilterBar rows={feed.rows} value={show} onChange={(next) => change({ show: next })} />
          {problem && (
            <div className="p-5">
              <Problem error={problem} />
            </div>
          )}
          {more && <p className="px-5 py-2 text-ink-2">{texts.live.more}</p>}
          {!isKnown && !problem && <Skeleton rows={8} />}
          {list.length > 0 && <LiveTable list={list} open={open} nameOf={nameOf} onOpen={openCall} />}
          {isKnown && list.length === 0 && feed.rows.size === 0 && (
            <NoCallsYet tenantId={tenantId} title={texts.live.none} hint={texts.live.noneHint} />
          )}
          {isKnown && list.length === 0 && feed.rows.size > 0 && (
            <Empty title={texts.live.nothingFits}>
              <Button onClick={() => navigate({ to: '/live', search: { tenant: search.tenant } })}>
                {texts.live.showAll}
              </Button>
            </Empty>
          )}
        </div>
        {open && (
          <CallDrawer
            key={open}
            callId={open}
            row={openRow}
            tenantId={openRow?.tenantId ?? search.tenant}
            onClose={() => openCall(undefined)}
          />
        )}
      </div>
      <Help open={help} onClose={() => setHelp(false)} />
    </div>
  );
}
