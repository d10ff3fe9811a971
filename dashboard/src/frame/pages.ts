/** What stands in the navigation, and who finds it there. A page enters with its route (router.tsx). */
import {
  Building2,
  Cable,
  ChartColumn,
  HeartPulse,
  Inbox,
  KeyRound,
  Layers,
  type LucideIcon,
  Phone,
  Radio,
  ScrollText,
  Settings2,
  Users,
} from 'lucide-react';
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
  [
    { to: '/connections', text: texts.nav.connections, icon: Cable, needs: 'connections:read' },
    { to: '/keys', text: texts.nav.keys, icon: KeyRound, needs: 'keys:read' },
    { to: '/people', text: texts.nav.people, icon: Users, needs: 'users:read' },
    { to: '/settings', text: texts.nav.settings, icon: Settings2, needs: 'tenant:read' },
    { to: '/audit', text: texts.nav.audit, icon: ScrollText, needs: 'audit:read' },
  ],
  [
    { to: '/tenants', text: texts.nav.tenants, icon: Building2, needs: 'platform:read' },
    { to: '/queues', text: texts.nav.queues, icon: Layers, needs: 'platform:read' },
    { to: '/platform/health', text: texts.nav.health, icon: HeartPulse, needs: 'platform:read' },
  ],
];
