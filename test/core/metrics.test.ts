/** The guard over all metrics: Prometheus' own rules of naming, for what Node says and for what we add. */
import { describe, expect, test } from 'vitest';
import { testApp } from '../helpers/app.ts';

const { app, fetch } = await testApp();
// What is labelled shows only when it has happened.
await (await fetch('/nowhere')).text();
const metrics = await app.metrics.getMetricsAsJSON();

const units = ['milliseconds', 'minutes', 'hours', 'kilobytes', 'megabytes', 'percent', 'ms', 'kb', 'mb'];

describe.each(metrics.map((metric) => [metric.name, metric] as const))(
  '%s',
  (name, { help, type, values }) => {
    test('starts with whose it is', () => {
      expect(name).toMatch(/^trunkline_[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    });

    test('explains itself', () => {
      expect(help.length).toBeGreaterThan(10);
      expect(help).toMatch(/\.$/);
    });

    test('ends with _total exactly where it only ever grows', () => {
      expect(name.endsWith('_total')).toBe(String(type) === 'counter');
    });

    test('is in base units', () => {
      for (const unit of units) expect(name.split('_')).not.toContain(unit);
      if (String(type) === 'histogram') expect(name).toMatch(/_(seconds|bytes)$/);
    });

    test('leaves the labels of histograms and summaries to them, and has none for what has no end', () => {
      const labels = new Set(values.flatMap((value) => Object.keys(value.labels)));
      for (const endless of ['requestId', 'tenantId', 'userId', 'callId', 'url', 'path']) {
        expect(labels).not.toContain(endless);
      }
    });
  },
);

test('there are some', () => {
  expect(metrics.length).toBeGreaterThan(15);
});
