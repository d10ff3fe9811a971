/** Accounts at providers, as their owners manage them. */
import type { Route } from '../frame/route.ts';
import { changeConnectionRoute } from './change.ts';
import { checkConnectionRoute } from './check.ts';
import { createConnectionRoute } from './create.ts';
import { getConnectionRoute } from './get.ts';
import { listConnectionsRoute } from './list.ts';
import { connectionProfileRoute } from './profile.ts';
import { removeConnectionRoute } from './remove.ts';
import { addSecretRoute, retireSecretRoute } from './secrets.ts';

export const connectionRoutes: readonly Route[] = [
  listConnectionsRoute,
  createConnectionRoute,
  getConnectionRoute,
  changeConnectionRoute,
  removeConnectionRoute,
  addSecretRoute,
  retireSecretRoute,
  connectionProfileRoute,
  checkConnectionRoute,
];
