// Signed webhooks: how many are acknowledged, and how many are applied and told: bench/README.md says how.
import { burstCase, toldCase } from './calls/cases.ts';
import { openHouse } from './calls/house.ts';
import { steadyCase } from './calls/steady.ts';
import type { BenchOptions, Case } from './harness.ts';

export default async function calls(options: BenchOptions): Promise<Case[]> {
  const house = await openHouse(options);
  return [
    burstCase(house, options, 32),
    burstCase(house, options, 256),
    steadyCase(house, options, 'acknowledged'),
    toldCase(house, options),
    steadyCase(house, options, 'told'),
  ];
}
