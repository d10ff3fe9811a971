// The live feed: how an event reaches many, and how soon one client hears of a webhook: bench/README.md says how.
import { openHouse } from './calls/house.ts';
import { fanOutCase } from './feed/fan-out.ts';
import { spokenBy } from './feed/spoken.ts';
import { untilHeardCase } from './feed/until-heard.ts';
import type { BenchOptions, Case } from './harness.ts';

export default async function feed(options: BenchOptions): Promise<Case[]> {
  const house = await openHouse(options);
  const spoken = await spokenBy(house);
  return [fanOutCase(house, options, spoken), untilHeardCase(house, spoken)];
}
