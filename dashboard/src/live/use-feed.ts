/** The live feed of whoever is signed in, for as long as the page is shown. */
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
  const { data: me } = useMe();
  const { data: tenants } = useTenants();
  const tenantId = useTenantId();
  const isPlatform = may(me, 'platform:read');
  const wanted = tenantId !== undefined ? [tenantId] : tenants?.map(({ id }) => id);
  const key = me === undefined ? undefined : wanted?.join(' ');
  const [feed, setFeed] = useState<LiveFeed>();
  useEffect(() => {
    if (key === undefined) return undefined;
    const opened = openFeed({ tenantIds: key === '' ? [] : key.split(' '), isPlatform });
    setFeed(opened);
    return () => {
      opened.close();
      setFeed(undefined);
    };
  }, [key, isPlatform]);
  return useSyncExternalStore(feed?.subscribe ?? none, () => feed?.view() ?? before);
}
