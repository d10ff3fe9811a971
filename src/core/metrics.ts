/**
 * What a process measures about itself: one registry for each process, and in it from the start what Node says
 * (CPU, memory, event loop). Every subject registers its own here, under names that start with `trunkline_`:
 *
 *   new Counter({ name: 'trunkline_calls_total', help: '…', registers: [metrics] })
 */
import { collectDefaultMetrics, Registry } from 'prom-client';

export type Metrics = Registry;

export const metricsPrefix = 'trunkline_';

/** Gauges that are named as if they were counters; each has a twin by type without that fault. */
const misnamed = ['active_handles', 'active_requests', 'active_resources'];

export function createMetrics(): Metrics {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, prefix: metricsPrefix });
  for (const name of misnamed) metrics.removeSingleMetric(`${metricsPrefix}nodejs_${name}_total`);
  return metrics;
}
