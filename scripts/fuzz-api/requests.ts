/** How many requests the server has answered, by its own metrics, and how many of them with what was asked for. */
import type { House } from './house.ts';

const counted = /^trunkline_http_request_duration_seconds_count\{.*status="(\dxx)"\} (\d+)$/gm;

export async function requestsOf({
  url,
  metricsToken,
}: Pick<House, 'url' | 'metricsToken'>): Promise<{ all: number; good: number }> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  const counts = [...(await answer.text()).matchAll(counted)].map(([, status, count]) => ({
    isGood: status === '2xx',
    count: Number(count),
  }));
  const sum = (which: typeof counts) => which.reduce((total, { count }) => total + count, 0);
  return { all: sum(counts), good: sum(counts.filter(({ isGood }) => isGood)) };
}
