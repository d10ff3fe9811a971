/** The rows of the table under /v1/auth. */
import type { Route } from '../frame/route.ts';
import { performResetRoute, requestResetRoute } from './forgotten.ts';
import { acceptInvitationRoute, lookAtInvitationRoute } from './invitation.ts';
import { loginRoute, secondFactorRoute } from './login.ts';
import {
  changePasswordRoute,
  endSessionRoute,
  logoutEverywhereRoute,
  meRoute,
  sessionsRoute,
} from './own.ts';
import { logoutRoute, refreshRoute } from './session.ts';
import { confirmTotpRoute, enrolRoute, removeTotpRoute } from './totp.ts';

export const authRoutes: readonly Route[] = [
  loginRoute,
  secondFactorRoute,
  refreshRoute,
  logoutRoute,
  requestResetRoute,
  performResetRoute,
  lookAtInvitationRoute,
  acceptInvitationRoute,
  meRoute,
  sessionsRoute,
  endSessionRoute,
  logoutEverywhereRoute,
  changePasswordRoute,
  enrolRoute,
  confirmTotpRoute,
  removeTotpRoute,
];
