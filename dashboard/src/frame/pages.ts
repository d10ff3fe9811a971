/** What stands in the navigation. A page enters with its route (router.tsx). */
import { type LucideIcon, Phone, Radio } from 'lucide-react';
import { texts } from '../texts.ts';

interface Page {
  readonly to: string;
  readonly text: string;
  readonly icon: LucideIcon;
}

export const pages: readonly Page[] = [
  { to: '/live', text: texts.nav.live, icon: Radio },
  { to: '/calls', text: texts.nav.calls, icon: Phone },
];
