/** What stands around every page. */
export const frame = {
  product: 'Trunkline',
  nav: {
    label: 'Pages',
    live: 'Live',
    calls: 'Calls',
    overview: 'Overview',
    receipts: 'Inbound webhooks',
    more: 'More',
    skip: 'Skip to the content',
  },
  theme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  tenant: {
    label: 'Tenant',
    all: 'All tenants',
    choose: 'Choose a tenant',
    chooseHint: 'This is shown one tenant at a time.',
  },
  signOut: 'Sign out',
  errors: {
    network: 'The server cannot be reached. Check your connection; what you see may be old.',
    brokeOff: 'The connection was lost before the file was whole, so nothing is saved. Try again.',
    server: 'Something went wrong on our side. Try again in a moment.',
    signedOut: 'You are signed out. Sign in again.',
    request: (id: string) => `Request ${id}`,
    again: 'Try again',
    notFound: 'There is nothing at this address.',
    home: 'To the live calls',
  },
  toast: { close: 'Put away' },
  confirm: { cancel: 'Cancel' },
  lists: { more: 'Show more', loading: 'Loading more', end: 'That is all.' },
} as const;
