import { describe, expect, test } from 'vitest';
import { testApp } from '../../helpers/app.ts';
import { failRoute } from '../support/rows.ts';

const token = 'a-token-of-some-length';
const withToken = await testApp({ routes: [failRoute], env: { METRICS_TOKEN: token } });
const without = await testApp();
const ownPort = await testApp({ env: { METRICS_TOKEN: token, METRICS_PORT: '9' } });

const bearing = (given: string) => ({ headers: { authorization: `Bearer ${given}` } });

describe('200', () => {
  test('counts requests by pattern and class of status, and errors by code', async () => {
    await (await withToken.fetch('/test/fail/conflict')).text();
    await (await withToken.fetch('/nowhere/in/particular')).text();
    const response = await withToken.fetch('/metrics', bearing(token));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    const count = 'trunkline_http_request_duration_seconds_count';
    expect(text).toContain(`${count}{method="GET",route="/test/fail/:how",status="4xx"} 1`);
    expect(text).toContain(`${count}{method="GET",route="none",status="4xx"} 1`);
    expect(text).toContain('trunkline_http_errors_total{code="CONFLICT"} 1');
    expect(text).toContain('trunkline_http_requests_under_way 1');
    expect(text).toMatch(/trunkline_http_connections [1-9]/);
    expect(text).toMatch(/trunkline_process_cpu_seconds_total \d/);
    expect(text).toMatch(/trunkline_process_resident_memory_bytes \d/);
    expect(text).toMatch(/trunkline_nodejs_eventloop_lag_seconds \d/);
    expect(text).not.toContain('particular');
  });
});

describe('401', () => {
  test.each(['', 'wrong', `${token}x`, token.slice(0, -1)])('the token "%s"', async (given) => {
    const response = await withToken.fetch('/metrics', bearing(given));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('no token', async () => {
    expect((await withToken.fetch('/metrics')).status).toBe(401);
    expect((await withToken.fetch('/metrics', { method: 'HEAD' })).status).toBe(401);
  });
});

describe('404', () => {
  test('where neither a token nor a port is set, metrics are not served', async () => {
    expect((await without.fetch('/metrics', bearing(token))).status).toBe(404);
  });

  test('where they have a port of their own, they are not served beside the API', async () => {
    expect((await ownPort.fetch('/metrics', bearing(token))).status).toBe(404);
  });
});
