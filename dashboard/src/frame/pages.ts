/** What stands in the navigation, and who finds it there. A page enters with its route (router.tsx). */
import { ChartColumn, Inbox, type LucideIcon, Phone, Radio } from 'lucide-react';
import type { Permission } from '../../../src/core/permissions.ts';
import { texts } from '../texts.ts';

export interface Page {
  readonly to: string;
  readonly text: string;
  readonly icon: LucideIcon;
  readonly needs: Permission;
}

/** In groups, as one works: the first ones also stand at the bottom of a phone. */
export const pages: readonly (readonly Page[])[] = [
  [
    { to: '/live', text: texts.nav.live, icon: Radio, needs: 'calls:read' },
    { to: '/calls', text: texts.nav.calls, icon: Phone, needs: 'calls:read' },
    { to: '/overview', text: texts.nav.overview, icon: ChartColumn, needs: 'calls:read' },
    { to: '/receipts', text: texts.nav.receipts, icon: Inbox, needs: 'receipts:read' },
  ],
];
