/** The live feed of whoever is signed in, for as long as the page is shown. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { may, useMe, useTenantId, useTenants } from '../session/me.ts';
import { type LiveFeed, type LiveView, openFeed } from './feed.ts';
import { nothing } from './feed-state.ts';

const before: LiveView = {
  feed: nothing,
  connection: 'connecting',
  heardAt: undefined,
  problem: undefined,
  more: false,
};
const none = () => () => undefined;

export function useFeed(): LiveView {
  const queries = useQueryClient();
  const { data: me } = useMe();
  const { data: tenants } = useTenants();
  const tenantId = useTenantId();
  const isPlatform = may(me, 'platform:read');
  const wanted = tenantId !== undefined ? [tenantId] : tenants?.map(({ id }) => id);
  const key = me === undefined ? undefined : wanted?.join(' ');
  const [feed, setFeed] = useState<LiveFeed>();
  useEffect(() => {
    if (key === undefined) return undefined;
    const opened = openFeed({
      tenantIds: key === '' ? [] : key.split(' '),
      isPlatform,
      onEvents(events) {
        // Of a call that is open: what nobody looks at is asked for when somebody does.
        const noted = new Set(events.filter(({ type }) => type === 'call.noted').map(({ callId }) => callId));
        for (const callId of noted) void queries.invalidateQueries({ queryKey: ['notes', callId] });
      },
    });
    setFeed(opened);
    return () => {
      opened.close();
      setFeed(undefined);
    };
  }, [key, isPlatform, queries]);
  return useSyncExternalStore(feed?.subscribe ?? none, () => feed?.view() ?? before);
}
