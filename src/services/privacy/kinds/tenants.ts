import type { Kind } from '../kind.ts';

export function tenantsKind(): Kind {
  const because = 'A tenant is a business, known by its name and its settings; nobody’s number is in it.';
  return {
    name: 'tenants',
    description: 'The customers of the platform: names, settings, limits.',
    collections: ['tenants'],
    retention: { because: 'A tenant is kept when it is closed: invoices and the audit log speak of it.' },
    erasure: { because },
    export: { because },
    sealed: [],
  };
}
