/** API keys: at the door, and in the hands of those who manage them. */
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { ApiKeys } from '../../models/api-keys.ts';
import type { Audit } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { createAuthentication } from './authentication.ts';
import type { KeyAuthentication } from './keys.ts';
import { startLastUsed } from './last-used.ts';
import { createKeyManagement, type KeyManagement } from './management.ts';

export interface Keys extends KeyAuthentication, KeyManagement {
  close(): Promise<void>;
}

interface Needs {
  readonly keys: ApiKeys;
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Revocations;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly most?: number;
  /** How often it is written when keys were used last. */
  readonly everyMs?: number;
}

const usualMost = 100;

export function createKeys(needs: Needs): Keys {
  const { keys, audit, revocations, log, clock = systemClock, most = usualMost, everyMs } = needs;
  const scope = systemScope('API keys at the door: whose one is comes out by looking it up', log);
  const lastUsed = startLastUsed({ keys, scope, log, ...(everyMs !== undefined && { everyMs }) });
  return {
    ...createAuthentication({ keys, scope, revocations, lastUsed, clock }),
    ...createKeyManagement({ keys, audit, revocations, clock, most }),
    close: lastUsed.close,
  };
}
