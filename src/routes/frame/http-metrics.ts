/** What the edge measures. Labels are patterns of routes, never addresses: their number must stay small. */
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from '../../core/metrics.ts';

export interface HttpMetrics {
  /** `route` is undefined where there is none at the address. */
  answered(method: string, route: string | undefined, status: number, seconds: number): void;
  failed(code: string): void;
}

export interface Levels {
  underWay(): number;
  connections(): Promise<number>;
}

/** From a cached answer to one that a caller gives up on. */
const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createHttpMetrics(metrics: Metrics, { underWay, connections }: Levels): HttpMetrics {
  const registers = [metrics];
  const duration = new Histogram({
    name: 'trunkline_http_request_duration_seconds',
    help: 'How long requests took, by method, pattern of the route and class of status; its count is their number.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  const errors = new Counter({
    name: 'trunkline_http_errors_total',
    help: 'Requests that failed, by the code they were answered with.',
    labelNames: ['code'],
    registers,
  });
  new Gauge({
    name: 'trunkline_http_requests_under_way',
    help: 'Requests that wait for their answer at this moment.',
    registers,
    collect() {
      this.set(underWay());
    },
  });
  new Gauge({
    name: 'trunkline_http_connections',
    help: 'Connections that are open at this moment.',
    registers,
    async collect() {
      this.set(await connections());
    },
  });
  return {
    answered(method, route = 'none', status, seconds) {
      duration.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
    },
    failed: (code) => errors.inc({ code }),
  };
}
