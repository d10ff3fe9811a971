/** Every route there is. One that is not here does not exist: a start with it fails. */
import { auditExportRoute } from './audit/export.ts';
import { auditRoute } from './audit/list.ts';
import { auditVerificationRoute } from './audit/verification.ts';
import { docsAssetRoutes } from './docs/asset.ts';
import { openApiRoute } from './docs/openapi.ts';
import { docsPageRoute } from './docs/page.ts';
import type { Route } from './frame/route.ts';
import { healthRoute } from './system/health.ts';
import { metricsRoute } from './system/metrics.ts';
import { readyRoute } from './system/ready.ts';
import { rootRoute } from './system/root.ts';

export const table: readonly Route[] = [
  rootRoute,
  healthRoute,
  readyRoute,
  metricsRoute,
  openApiRoute,
  docsPageRoute,
  ...docsAssetRoutes,
  auditRoute,
  auditExportRoute,
  auditVerificationRoute,
];
