/** Every route there is. One that is not here does not exist: a start with it fails. */
import type { Config } from '../core/config/index.ts';
import { auditExportRoute } from './audit/export.ts';
import { auditRoute } from './audit/list.ts';
import { auditVerificationRoute } from './audit/verification.ts';
import { authRoutes } from './auth/index.ts';
import { callCommandRoutes } from './calls/commands.ts';
import { callExportRoute } from './calls/export.ts';
import { callNoteRoutes } from './calls/notes.ts';
import { callReadRoutes } from './calls/read.ts';
import { simulatedCallRoute } from './calls/simulated.ts';
import { todayRoutes } from './calls/today.ts';
import { connectionRoutes } from './connections/index.ts';
import { dashboardRoutes } from './dashboard/dashboard.ts';
import { mailPageRoute, mailsPageRoute } from './development/mails.ts';
import { docsAssetRoutes } from './docs/asset.ts';
import { openApiRoute } from './docs/openapi.ts';
import { docsPageRoute } from './docs/page.ts';
import type { Route } from './frame/route.ts';
import { blandHookRoute } from './hooks/bland.ts';
import { twilioHookRoutes } from './hooks/twilio.ts';
import { changeKeyRoute } from './keys/change.ts';
import { createKeyRoute } from './keys/create.ts';
import { getKeyRoute } from './keys/get.ts';
import { listKeysRoute } from './keys/list.ts';
import { revokeKeyRoute } from './keys/revoke.ts';
import { rotateKeyRoute } from './keys/rotate.ts';
import { numberRoutes } from './numbers/index.ts';
import { peopleRoutes } from './people/people.ts';
import { erasureRoute, erasuresRoute, requestErasureRoute } from './privacy/erasures.ts';
import { exportRoute } from './privacy/exports.ts';
import { queueRoutes } from './queues/queues.ts';
import { quotasRoute } from './quotas/list.ts';
import { receiptRoutes } from './receipts/index.ts';
import { healthRoute } from './system/health.ts';
import { metricsRoute } from './system/metrics.ts';
import { readyRoute } from './system/ready.ts';
import { rootRoute } from './system/root.ts';
import { changeTenantRoute } from './tenants/change.ts';
import { createTenantRoute } from './tenants/create.ts';
import { getTenantRoute } from './tenants/get.ts';
import { listTenantsRoute } from './tenants/list.ts';
import { changeOwnTenantRoute, ownTenantRoute } from './tenants/own.ts';
import { tenantStatusRoutes } from './tenants/status.ts';
import { viewRoutes } from './views/views.ts';

export const table: readonly Route[] = [
  rootRoute,
  healthRoute,
  readyRoute,
  metricsRoute,
  openApiRoute,
  docsPageRoute,
  ...docsAssetRoutes,
  ...dashboardRoutes,
  ...authRoutes,
  ...peopleRoutes,
  ownTenantRoute,
  changeOwnTenantRoute,
  listTenantsRoute,
  createTenantRoute,
  getTenantRoute,
  changeTenantRoute,
  ...tenantStatusRoutes,
  listKeysRoute,
  createKeyRoute,
  getKeyRoute,
  changeKeyRoute,
  rotateKeyRoute,
  revokeKeyRoute,
  ...connectionRoutes,
  ...numberRoutes,
  requestErasureRoute,
  erasuresRoute,
  erasureRoute,
  exportRoute,
  auditRoute,
  auditExportRoute,
  auditVerificationRoute,
  quotasRoute,
  ...queueRoutes,
  ...callReadRoutes,
  ...todayRoutes,
  ...callCommandRoutes,
  ...callNoteRoutes,
  simulatedCallRoute,
  callExportRoute,
  ...viewRoutes,
  ...receiptRoutes,
  blandHookRoute,
  ...twilioHookRoutes,
];

/** These exist where Trunkline is developed and nowhere else. */
export const developmentTable: readonly Route[] = [mailsPageRoute, mailPageRoute];

export const tableFor = ({ NODE_ENV }: Pick<Config, 'NODE_ENV'>): readonly Route[] =>
  NODE_ENV === 'development' ? [...table, ...developmentTable] : table;
