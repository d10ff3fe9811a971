/** Everybody whose wire the sandbox speaks, one line each. */
import type { Vendor } from '../frame/index.ts';

export const vendors: readonly Vendor[] = [];
