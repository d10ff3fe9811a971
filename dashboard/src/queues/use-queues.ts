/** The queues as they are now, asked again and again while somebody looks. */
import { useQuery } from '@tanstack/react-query';
import type { QueueState } from '../../../src/contract/queues.ts';
import { ask } from '../session/ask.ts';

const refreshMs = 5_000;

export function useQueues() {
  return useQuery({
    queryKey: ['queues'],
    queryFn: () => ask<{ items: QueueState[] }>('/v1/platform/queues'),
    select: ({ items }) => items,
    refetchInterval: refreshMs,
  });
}
