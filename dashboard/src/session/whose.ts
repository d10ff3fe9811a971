/** Whose data a page shows that is there for the platform itself as well: it is one of the tenants, whom nobody chooses. */
import { may, useMe, useTenantId } from './me.ts';

export interface Whose {
  /** As `ask` takes it. */
  readonly tenantId: string | undefined;
  readonly isPlatform: boolean;
  /** Not yet, where who is signed in is not known. */
  readonly isKnown: boolean;
}

export function useWhose(): Whose {
  const { data: me } = useMe();
  const tenantId = useTenantId();
  return {
    tenantId,
    isKnown: me !== undefined,
    isPlatform: tenantId === undefined && may(me, 'platform:read'),
  };
}
