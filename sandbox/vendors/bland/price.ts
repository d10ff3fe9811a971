/** What a call costs, in dollars: by the second, with a floor for every call that was attempted. */
import type { Settings } from './settings.ts';
import type { BlandCall } from './store.ts';
import { transferMs } from './transcript.ts';

export function priceOf(call: BlandCall, settings: Settings): number {
  const { pricePerMin, transferPricePerMin, minimumPrice } = settings;
  const agentMs = Math.min(transferMs(call) ?? call.durationMs, call.durationMs);
  const cost = minutes(agentMs) * pricePerMin + minutes(call.durationMs - agentMs) * transferPricePerMin;
  const floor = call.inbound || call.status === 'canceled' ? 0 : minimumPrice;
  return Math.round(Math.max(cost, floor) * 1000) / 1000;
}

export const minutes = (ms: number) => ms / 60_000;
