// The server's process beside a bare one on the same foundations: bench/README.md says what is measured and how.
import type { BenchOptions, Case } from './harness.ts';
import { coldStartCase, limitCase, throughputCase } from './server/cases.ts';
import { openGround } from './server/ground.ts';

export default async function server(options: BenchOptions): Promise<Case[]> {
  const ground = await openGround(options);
  return [coldStartCase(ground), throughputCase(ground, options), limitCase(ground, options)];
}
