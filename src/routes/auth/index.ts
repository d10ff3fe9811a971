/** The rows of the table under /v1/auth. */
import type { Route } from '../frame/route.ts';
import { performResetRoute, requestResetRoute } from './forgotten.ts';
import { acceptInvitationRoute, lookAtInvitationRoute } from './invitation.ts';
import { loginRoute, secondFactorRoute } from './login.ts';
import {
  changeMeRoute,
  changePasswordRoute,
  endSessionRoute,
  logoutEverywhereRoute,
  logoutOthersRoute,
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
  changeMeRoute,
  sessionsRoute,
  endSessionRoute,
  logoutEverywhereRoute,
  logoutOthersRoute,
  changePasswordRoute,
  enrolRoute,
  confirmTotpRoute,
  removeTotpRoute,
];
