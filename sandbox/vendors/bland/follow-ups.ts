/** What comes after the post-call webhook: what only became known by listening to the recording. */

import { userIdOf } from './accounts.ts';
import { written } from './dates.ts';
import type { Settings } from './settings.ts';
import type { BlandCall } from './store.ts';
import { correctedOf, postTransferOf, transferMs } from './transcript.ts';

type FollowUp = { event_type: string } & Record<string, unknown>;

export function followUpsOf(call: BlandCall, settings: Settings, now: number): FollowUp[] {
  const enrichment = settings.delayPostCall ? undefined : enrichmentOf(call, settings, now);
  const dispositions = dispositionsOf(call, now);
  return [enrichment, dispositions].filter((each) => each !== undefined);
}

/** What a delayed post-call webhook holds in addition. */
export function enrichedBy(call: BlandCall): Record<string, unknown> {
  return {
    ...(wants(call, 'citations') ? { citations: citationsOf(call) } : {}),
    corrected_transcript: correctedOf(call),
    ...postTransfer(call),
  };
}

export function wants({ options }: BlandCall, event: string): boolean {
  return options.webhook_events?.includes(event) ?? false;
}

function enrichmentOf(call: BlandCall, settings: Settings, now: number): FollowUp | undefined {
  const transferred = postTransfer(call);
  const cited = wants(call, 'citations') && (call.options.citation_schema_ids ?? []).length > 0;
  const contents = [
    ...(cited ? ['citations'] : []),
    ...(transferred === undefined ? [] : ['corrected_transcript', 'post_transfer_transcript']),
  ];
  const [first] = contents;
  if (first === undefined) return undefined;
  return {
    call_id: call.id,
    user_id: userIdOf(call.account),
    event_type: contents.length > 1 ? 'multiple' : first,
    ...(contents.length > 1 ? { contents } : {}),
    timestamp: written(now, 'z', settings),
    ...(cited ? { citations: citationsOf(call) } : {}),
    ...(transferred === undefined ? {} : { corrected_transcript: correctedOf(call), ...transferred }),
  };
}

function postTransfer(call: BlandCall) {
  const ms = transferMs(call);
  if (ms === undefined || !wants(call, 'post_transfer_transcript')) return undefined;
  return { transfer_offset_seconds: ms / 1000, post_transfer_transcript: postTransferOf(call) };
}

function citationsOf(call: BlandCall) {
  const corrected = correctedOf(call);
  return (call.options.citation_schema_ids ?? []).flatMap((schema) =>
    Object.entries(call.facts.citations ?? { 'Caller intent': null }).map(([name, value]) => ({
      call_id: call.id,
      variable_name: name,
      variable_type: value === null ? 'string' : typeof value,
      value,
      cited_utterances: corrected
        .map((segment, index) => ({ segment, index }))
        .filter(({ segment }) => typeof value === 'string' && segment.text.includes(value))
        .map(({ segment, index }) => ({
          id: `${call.id}_${index}`,
          idx: index,
          start_time: segment.start,
          end_time: segment.end,
          confidence: segment.confidence,
          channel: segment.speaker === 1 ? 1 : 0,
          transcript: segment.text,
          speaker_id: `SPEAKER_${segment.speaker === 1 ? 1 : 0}_0`,
          speaker_name: null,
          speaker_description: null,
        })),
      schema_id: schema,
    })),
  );
}

function dispositionsOf({ id, facts }: BlandCall, now: number): FollowUp | undefined {
  if (facts.dispositions === undefined) return undefined;
  const at = new Date(now).toISOString();
  return {
    event_type: 'dispositions',
    timestamp: at,
    call_id: id,
    agent_dispositions: [
      {
        disposition_id: userIdOf('disposition'),
        disposition_version_id: userIdOf('disposition version'),
        disposition_key: 'outcome',
        name: 'Outcome',
        status: 'complete',
        payload: facts.dispositions,
        values: Object.entries(facts.dispositions).map(([key, value]) => ({
          key,
          state: value === null ? 'no_value' : 'produced',
          value,
        })),
        executed_at: at,
      },
    ],
  };
}
