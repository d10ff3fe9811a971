/** Connections: in use, and in the hands of their owners. */
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Config } from '../../core/config/index.ts';
import type { Logger } from '../../core/logger/index.ts';
import { publicAddress } from '../../core/public-address.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { Connections as Stored } from '../../models/connections.ts';
import type { Numbers } from '../../models/numbers.ts';
import type { Audit } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { createChecks } from './check.ts';
import type { AccountFor, HookAddresses, OpenConnections } from './connections.ts';
import { startLastSeen } from './last-seen.ts';
import { type ConnectionManagement, createManagement } from './management.ts';
import { createOpen, type HooksUrl } from './open.ts';
import type { CheckPretended } from './pretended.ts';
import { createProfiles, type ProfileCache } from './profile.ts';
import { createVault } from './vault.ts';
import { createAskHow } from './verdict.ts';
import { createView } from './view.ts';

export interface Connections extends OpenConnections, ConnectionManagement {
  /** Asks accounts how they are, those that it is time for; resolves with how many that were. */
  check(signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

export interface ConnectionsNeeds {
  readonly config: Pick<Config, 'ENCRYPTION_KEYS' | 'PUBLIC_URL' | 'HOST' | 'PORT'>;
  readonly models: { readonly connections: Stored; readonly numbers: Pick<Numbers, 'count' | 'deleteMany'> };
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Revocations;
  readonly profileCache: ProfileCache;
  readonly accountFor: AccountFor;
  readonly hookAddresses: HookAddresses;
  readonly checkPretended: CheckPretended;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly most?: number;
  /** How often it is written when connections were seen last. */
  readonly everyMs?: number;
}

const usualMost = 100;

export function createConnections(needs: ConnectionsNeeds): Connections {
  const { config, models, log, profileCache: cache, hookAddresses, everyMs } = needs;
  const { clock = systemClock, most = usualMost } = needs;
  const { connections, numbers } = models;
  const scope = systemScope('connections: what arrives names one, and no tenant', log);
  const vault = createVault(config.ENCRYPTION_KEYS);
  const hooksUrl: HooksUrl = ({ _id, provider }) => `${publicAddress(config)}/hooks/${provider}/${_id}`;
  const open = createOpen({ ...needs, connections, scope, vault, hooksUrl, clock });
  const lastSeen = startLastSeen({
    connections,
    scope,
    log,
    clock,
    ...(everyMs !== undefined && { everyMs }),
  });
  const profileOf = createProfiles({ cache, accountOf: open.accountOf, log, clock });
  const shown = createView(hooksUrl, hookAddresses);
  const askHow = createAskHow({ connections, accountOf: open.accountOf, scope, clock, log });
  return {
    ...open,
    ...createManagement({
      ...needs,
      connections,
      numbers,
      vault,
      everyone: scope,
      profileOf,
      askHow,
      shown,
      clock,
      most,
    }),
    ...lastSeen,
    check: createChecks({ connections, askHow, scope, clock }),
  };
}
