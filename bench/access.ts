// What it costs to find out who asks, once the process knows them: bench/README.md says how it is measured.
import { warmKeyCase } from './access/warm-key.ts';
import { warmTokenCase } from './access/warm-token.ts';
import type { BenchOptions, Case } from './harness.ts';

export default async function access(options: BenchOptions): Promise<Case[]> {
  return [await warmKeyCase(options), await warmTokenCase(options)];
}
