/**
 * Who may do what: the one table. A person has the permissions of their role, a key those it was given; routes and
 * live feeds ask for a permission and never for a role.
 */
export const permissions = {
  'calls:read': 'see calls, their events and notes',
  'calls:write': 'note, end and place calls',
  'receipts:read': 'see what arrived over connections, as it came',
  'receipts:write': 'have what arrived understood anew',
  'recordings:read': 'listen to recordings',
  'transcripts:read': 'read transcripts and what was found in them',
  'billing:read': 'see usage, prices and invoices',
  'billing:write': 'change how and what is billed',
  'webhooks:read': 'see endpoints and what was delivered to them',
  'webhooks:write': 'add, change and remove endpoints, and deliver again',
  'tenant:read': "see the tenant's settings, limits and use",
  'tenant:write': "change the tenant's settings",
  'keys:read': 'see API keys, never their secrets',
  'keys:write': 'make, rotate and revoke API keys',
  'connections:read': 'see accounts at providers, never their secrets',
  'connections:write': 'connect accounts at providers, change and remove them',
  'numbers:read': 'see which numbers there are and who answers them',
  'numbers:write': 'add, assign, change and remove numbers',
  'users:read': 'see people',
  'users:write': 'invite, change and remove people',
  'audit:read': 'see who did what',
  'privacy:write': 'export and erase what is known about a phone number',
  'numbers:full': 'see phone numbers in full',
  'platform:read': 'see every tenant, the queues and the health of the platform',
  'platform:write': 'make, change, suspend and close tenants, and replay jobs',
} as const;

export type Permission = keyof typeof permissions;

const all = Object.keys(permissions) as Permission[];
const ofOneTenant = all.filter((permission) => !permission.startsWith('platform:'));

/** administrator: the platform's own people, for every tenant. The others belong to one tenant. */
export const roles = {
  administrator: all,
  operator: ofOneTenant,
  viewer: ['calls:read', 'transcripts:read', 'billing:read', 'webhooks:read', 'tenant:read', 'numbers:read'],
  /** Another program that signs in like a person, where a key will not do. */
  service: ['calls:read', 'calls:write', 'recordings:read', 'transcripts:read', 'numbers:full'],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;

const byRole = new Map<Role, ReadonlySet<Permission>>(
  Object.entries(roles).map(([role, granted]) => [role as Role, new Set<Permission>(granted)]),
);

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return byRole.get(role) ?? new Set();
}

/** What a key may be given: nothing that would let it make people, or reach beyond its tenant. */
export const keyScopes = ofOneTenant.filter((permission) => permission !== 'users:write');
