/** One call, what was said in it and what happened to it; asked anew whenever its revision goes up. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Call, Happening, Transcript } from '../../../src/contract/calls.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';

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

/** As much at once as there is of nearly every call. */
export function useTimeline({ id, rev }: Call, tenantId: string | undefined) {
  return usePages<Happening>({
    key: ['timeline', id, rev],
    path: `/v1/calls/${id}/timeline`,
    asked: { limit: 1_000 },
    tenantId,
    keepsPrevious: true,
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
