/** Every kind of data of the product, one line each. */
import type { KeyRing } from '../../../core/crypto/keys.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { AuditLog } from '../../audit/index.ts';
import type { Kind } from '../kind.ts';
import { auditKind } from './audit.ts';
import { callNotesKind, placementsKind } from './call-notes.ts';
import { callsKind } from './calls.ts';
import { connectionsKind, numbersKind } from './connections.ts';
import { erasuresKind } from './erasures.ts';
import { eventsKind } from './events.ts';
import { keysKind } from './keys.ts';
import { mailsKind } from './mails.ts';
import { sessionsKind, signingKeysKind, usersKind } from './people.ts';
import { receiptsKind } from './receipts.ts';
import { tenantsKind } from './tenants.ts';
import { viewsKind } from './views.ts';

export interface KindNeeds {
  readonly models: Models;
  readonly audit: Pick<AuditLog, 'forget' | 'known'>;
  /** ENCRYPTION_KEYS. */
  readonly keys: KeyRing;
  readonly scope: SystemScope;
}

export const productKinds = ({ models, audit, keys, scope }: KindNeeds): Kind[] => [
  tenantsKind(),
  usersKind(models, keys, scope),
  sessionsKind(models, scope),
  signingKeysKind(models, scope),
  keysKind(models.apiKeys),
  callsKind(models, keys, scope),
  callNotesKind(models, scope),
  placementsKind(models, scope),
  receiptsKind(models.receipts, scope),
  eventsKind(models.events),
  connectionsKind(models, keys, scope),
  numbersKind(),
  viewsKind(),
  mailsKind(models.mails, scope),
  auditKind(models, audit, keys, scope),
  erasuresKind(models.erasures, scope),
];
