/** Everybody whose wire the sandbox speaks, one line each. */
import type { Vendor } from '../frame/index.ts';
import { bland } from './bland/index.ts';
import { sendgrid } from './sendgrid/index.ts';
import { twilio } from './twilio/index.ts';

export const vendors: readonly Vendor[] = [bland, sendgrid, twilio];
