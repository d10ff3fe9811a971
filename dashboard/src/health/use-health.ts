/** What the server says of itself. That it cannot work is an answer as well, with a status of its own. */
import { useQuery } from '@tanstack/react-query';
import type { HealthAnswer } from '../../../src/contract/health.ts';
import { ApiError } from '../session/request.ts';
import { texts } from '../texts.ts';

const refreshMs = 5_000;

async function askHealth(): Promise<HealthAnswer> {
  const response = await fetch('/health').catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  if (answer?.probes === undefined)
    throw new ApiError(response?.status ?? 0, { error: texts.errors.network, code: 'NETWORK' });
  return answer;
}

export function useHealth() {
  return useQuery({
    queryKey: ['health'],
    queryFn: askHealth,
    refetchInterval: refreshMs,
    // The next question comes soon anyway, and until then it is to be seen that this one failed.
    retry: false,
  });
}
