/** One call, what was said in it and what happened to it; asked anew whenever its revision goes up. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Call, Timeline, Transcript } from '../../../src/contract/calls.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';

const everyMs = 2_000;

/** What is shown of a call and is out of date when something was done to it. */
export const outdatedWith = (callId: string) => [
  ['call', callId],
  ['timeline', callId],
  ['transcript', callId],
  ['calls'],
];

/** `live`: as the feed tells it, which then need not be asked for. */
export function useCall(callId: string, tenantId: string | undefined, live?: Call) {
  return useQuery({
    queryKey: ['call', callId, tenantId],
    enabled: live === undefined,
    queryFn: () => ask<Call>(`/v1/calls/${encodeURIComponent(callId)}`, tenantId),
    refetchInterval: ({ state }) => (state.data?.ended === false ? everyMs : false),
  });
}

export function useTimeline({ id, rev }: Call, tenantId: string | undefined) {
  return useQuery({
    queryKey: ['timeline', id, tenantId, rev],
    queryFn: () => ask<Timeline>(`/v1/calls/${id}/timeline?limit=1000`, tenantId),
    placeholderData: keepPreviousData,
  });
}

export function useTranscript({ id, rev }: Call, tenantId: string | undefined) {
  const { data: me } = useMe();
  return useQuery({
    queryKey: ['transcript', id, tenantId, rev],
    enabled: may(me, 'transcripts:read'),
    queryFn: () => ask<Transcript>(`/v1/calls/${id}/transcript`, tenantId),
    placeholderData: keepPreviousData,
  });
}
