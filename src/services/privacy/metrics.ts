/** What is measured of privacy: how far rotations are, what waits to be erased, what was removed. */
import { Counter, Gauge } from 'prom-client';
import type { Metrics } from '../../core/metrics.ts';
import type { RetentionReport } from './retention/sweep.ts';
import type { FieldStatus } from './rotation/status.ts';

export interface PrivacyMetrics {
  retained(reports: readonly RetentionReport[]): void;
  rotated(fields: readonly FieldStatus[]): void;
  erasuresOpen(count: number, oldestAgeMs: number): void;
}

export function createPrivacyMetrics(metrics: Metrics): PrivacyMetrics {
  const registers = [metrics];
  const removed = new Counter({
    name: 'trunkline_retention_removed_total',
    help: 'What was removed because it was old enough, by kind of data.',
    labelNames: ['kind'],
    registers,
  });
  const held = new Gauge({
    name: 'trunkline_retention_held_tenants',
    help: 'Tenants of which the last sweep removed nothing because of a legal hold.',
    registers,
  });
  const values = new Gauge({
    name: 'trunkline_sealed_values',
    help: 'Encrypted values as last seen, by field and by the key of ENCRYPTION_KEYS that they need.',
    labelNames: ['field', 'key'],
    registers,
  });
  const unreadable = new Gauge({
    name: 'trunkline_sealed_values_unreadable',
    help: 'Encrypted values as last seen that no key of ENCRYPTION_KEYS opens, by field.',
    labelNames: ['field'],
    registers,
  });
  const open = new Gauge({
    name: 'trunkline_erasures_open',
    help: 'Erasures that are not done.',
    registers,
  });
  const oldest = new Gauge({
    name: 'trunkline_erasures_oldest_age_seconds',
    help: 'Since when the oldest of them has been waiting; 0 where there is none.',
    registers,
  });
  return {
    retained(reports) {
      for (const report of reports) {
        for (const [kind, count] of Object.entries(report.removed)) removed.inc({ kind }, count);
      }
      held.set(reports.filter((report) => report.held).length);
    },
    rotated(fields) {
      values.reset();
      for (const { name: field, seen, unreadable: count } of fields) {
        for (const [key, of] of Object.entries(seen)) values.set({ field, key }, of);
        unreadable.set({ field }, count);
      }
    },
    erasuresOpen(count, oldestAgeMs) {
      open.set(count);
      oldest.set(oldestAgeMs / 1_000);
    },
  };
}
