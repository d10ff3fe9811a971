// What a benchmark is written with. bench/NAME.ts exports by default a function that makes its cases:
//
//   export default ({ quick }: BenchOptions): Case[] => [
//     throughput({ name, baseline, subjects, verify, concurrency, aim: { minRatio: 0.9 } }),
//     latency({ name, baseline, subjects, verify, ratePerSec, aim: { maxMs: 5 } }),
//     gauge({ name, baseline, subjects, columns: ['MB'], aim: { max: 100 } }),
//     growth({ name, subject, unit: 'MB', aim: { max: 1.1 } }),
//   ];
export type { BenchOptions, Case, Subject } from './harness/cases.ts';
export { gauge } from './harness/gauge.ts';
export { growth } from './harness/growth.ts';
export { latency } from './harness/latency.ts';
export { throughput } from './harness/throughput.ts';
