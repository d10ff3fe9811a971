/** Which page is at which address. Each page of the frame is loaded when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { NotFound } from './frame/not-found.tsx';
import { Shell } from './frame/shell.tsx';
import type { LiveSearch } from './live/live-page.tsx';
import { accessToken } from './session/session.ts';

type Search = Record<string, unknown>;

/** What an address says may be anything: only texts are taken. */
function textsOf(search: Search): Record<string, string> {
  const given = Object.entries(search).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Shell,
  async beforeLoad({ location }) {
    const token = await accessToken();
    if (token === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
});

const pages = [
  createRoute({
    getParentRoute: () => frame,
    path: '/live',
    validateSearch: (search: Search): LiveSearch => textsOf(search),
    component: lazyRouteComponent(() => import('./live/live-page.tsx'), 'LivePage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/calls',
    validateSearch: textsOf,
    component: lazyRouteComponent(() => import('./calls/calls-page.tsx'), 'CallsPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/calls/$callId',
    validateSearch: textsOf,
    component: lazyRouteComponent(() => import('./calls/call-page.tsx'), 'CallPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/overview',
    validateSearch: textsOf,
    component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/receipts',
    validateSearch: textsOf,
    component: lazyRouteComponent(() => import('./receipts/receipts-page.tsx'), 'ReceiptsPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/receipts/$receiptId',
    validateSearch: textsOf,
    component: lazyRouteComponent(() => import('./receipts/receipt-page.tsx'), 'ReceiptPage'),
  }),
];

const administration = (
  [
    [
      '/connections',
      lazyRouteComponent(() => import('./connections/connections-page.tsx'), 'ConnectionsPage'),
    ],
    [
      '/connections/$connectionId',
      lazyRouteComponent(() => import('./connections/connection-page.tsx'), 'ConnectionPage'),
    ],
    ['/keys', lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage')],
    ['/people', lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage')],
    ['/settings', lazyRouteComponent(() => import('./tenants/settings-page.tsx'), 'SettingsPage')],
    ['/audit', lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage')],
    ['/tenants', lazyRouteComponent(() => import('./tenants/tenants-page.tsx'), 'TenantsPage')],
    ['/tenants/$tenantId', lazyRouteComponent(() => import('./tenants/tenant-page.tsx'), 'TenantPage')],
    ['/account', lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage')],
    ['/queues', lazyRouteComponent(() => import('./queues/queues-page.tsx'), 'QueuesPage')],
    ['/platform/health', lazyRouteComponent(() => import('./health/health-page.tsx'), 'HealthPage')],
  ] as const
).map(([path, component]) =>
  createRoute({ getParentRoute: () => frame, path, validateSearch: textsOf, component }),
);

const signIn = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: textsOf,
    component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgotten',
    component: lazyRouteComponent(() => import('./sign-in/forgotten-page.tsx'), 'ForgottenPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/password',
    component: lazyRouteComponent(() => import('./sign-in/password-page.tsx'), 'PasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/invitation',
    component: lazyRouteComponent(() => import('./sign-in/invitation-page.tsx'), 'InvitationPage'),
  }),
];

/** For whoever works on the dashboard: what is built for production knows nothing of it. */
const parts = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: '/parts',
        component: lazyRouteComponent(() => import('./parts/parts-page.tsx'), 'PartsPage'),
      }),
    ]
  : [];

export const router = createRouter({
  routeTree: root.addChildren([...signIn, ...parts, frame.addChildren([...pages, ...administration])]),
  // As the API writes queries: plain, without JSON in it.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(textsOf(search)).toString();
    return text === '' ? '' : `?${text}`;
  },
});
