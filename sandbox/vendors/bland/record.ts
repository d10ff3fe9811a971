/** A call as Bland tells of it: in the answer to GET /v1/calls/{id}, and in the webhook after the call. */
import { offsetMs, written } from './dates.ts';
import { minutes, priceOf } from './price.ts';
import type { Settings } from './settings.ts';
import type { BlandCall } from './store.ts';
import { concatenated, transcriptOf, transferMs } from './transcript.ts';

type Json = Record<string, unknown>;

interface Telling {
  settings: Settings;
  /** The sandbox's address of Bland. */
  baseUrl: string;
}

export function detailsOf(call: BlandCall, telling: Telling): Json {
  const lines = transcriptOf(call, telling.settings);
  return {
    ...factsOf(call, telling, telling.settings.empties !== 'absent'),
    request_data: call.asked,
    endpoint_url: 'api.prod.bland.ai',
    concatenated_transcript: concatenated(lines),
    transcripts: lines.map((line) => ({ ...line, c_id: call.id, status: null, transcript_id: null })),
  };
}

export function webhookOf(call: BlandCall, telling: Telling): Json {
  const lines = transcriptOf(call, telling.settings);
  return {
    ...factsOf(call, telling, telling.settings.empties === 'null'),
    concatenated_transcript: concatenated(lines),
    transcripts: lines,
  };
}

/** A list leaves out what was said. */
export function summaryOf(call: BlandCall, telling: Telling): Json {
  return factsOf(call, telling, telling.settings.empties !== 'absent');
}

function factsOf(call: BlandCall, { settings, baseUrl }: Telling, nulls: boolean): Json {
  const { options, facts, transfer } = call;
  const maxDuration = options.max_duration ?? 30;
  const preTransferMs = transferMs(call);
  const recorded = options.record === true && call.durationMs > 0;
  const json: Record<string, unknown> = {
    call_id: call.id,
    c_id: call.id,
    call_length: settings.callLength === 'minutes' ? minutes(call.durationMs) : call.durationMs / 1000,
    batch_id: options.batch_id ?? null,
    to: call.to,
    from: call.from,
    completed: call.status !== undefined,
    created_at: written(call.createdAt, 'offset', settings),
    started_at: at(call.startedAt, settings),
    end_at: at(
      settings.endAt === 'actual' ? call.endedAt : call.startedAt && call.startedAt + maxDuration * 60_000,
      settings,
    ),
    inbound: call.inbound,
    queue_status: call.queueStatus === 'complete' ? settings.queueStatusAtEnd : call.queueStatus,
    status: call.status ?? null,
    max_duration: maxDuration,
    error_message: call.errorMessage ?? null,
    variables: variablesOf(call),
    answered_by: call.answeredBy ?? null,
    record: options.record === true,
    recording_url: recorded ? `${baseUrl}/v1/recordings/${call.id}` : null,
    recording_expiration:
      recorded && settings.recordingLifespanDays > 0 && call.endedAt !== undefined
        ? written(call.endedAt + settings.recordingLifespanDays * 86_400_000, 'offset', settings)
        : null,
    metadata: options.metadata ?? {},
    summary: summaryText(call),
    price: call.status === undefined ? null : priceOf(call, settings),
    local_dialing: false,
    call_ended_by: call.endedBy ?? null,
    pathway_id: options.pathway_id ?? null,
    pathway_version: options.pathway_id ? (options.pathway_version ?? 1) : null,
    pathway_logs: null,
    pathway_tags: [],
    transferred_to: transfer?.to ?? null,
    transferred_at: at(transfer?.at, settings),
    pre_transfer_duration: preTransferMs === undefined ? null : minutes(preTransferMs),
    post_transfer_duration: preTransferMs === undefined ? null : minutes(call.durationMs - preTransferMs),
    transfer_time: null,
    warm_transfer_call: null,
    is_proxy_agent_call: false,
    is_canary: false,
    citation_schema_ids: options.citation_schema_ids ?? [],
    citations: null,
    corrected_transcript: null,
    isRetry: null,
    post_call_evals: null,
    corrected_duration: String(Math.round(call.durationMs / 1000)),
    disposition_tag: dispositionOf(call),
    analysis: facts.analysis ?? null,
    voice_id: options.voice ?? null,
  };
  return nulls ? json : Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
}

function at(moment: number | undefined, settings: Settings): string | null {
  return moment === undefined ? null : written(moment, 'z', settings);
}

function variablesOf(call: BlandCall): Json {
  const timezone = call.options.timezone ?? 'America/Los_Angeles';
  const now = call.startedAt ?? call.createdAt;
  const spoken = (timeZone: string) =>
    new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(now);
  const offset = offsetMs(now, timezone);
  const short = (number: string) => number.replace(/^\+1(?=\d{10}$)|^\+/, '');
  return {
    now: spoken(timezone),
    now_utc: spoken('UTC'),
    short_from: short(call.from),
    short_to: short(call.to),
    from: call.from,
    to: call.to,
    call_id: call.id,
    phone_number: call.inbound ? call.from : call.to,
    country: 'US',
    state: 'CA',
    language: call.options.language ?? 'ENG',
    timestamp: new Date(now + offset).toISOString().slice(0, 19) + offsetText(offset),
    timezone,
    // Only who answered has a use for what was given along.
    ...(call.answeredAt === undefined ? {} : call.options.request_data),
    ...call.facts.variables,
  };
}

function offsetText(ms: number): string {
  const total = Math.abs(ms) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(total / 60)}:${two(total % 60)}`;
}

function summaryText(call: BlandCall): string | null {
  if (call.status === undefined) return null;
  if (call.facts.summary !== undefined) return call.facts.summary;
  if (call.answeredAt === undefined) return null;
  const said = call.turns.filter(({ who }) => who === 'person').length;
  return `A call of ${Math.round(call.durationMs / 1000)} seconds in which the other side spoke ${said} times.`;
}

const tagsOfStatus = {
  busy: 'BUSY',
  failed: 'FAILED',
  canceled: 'CANCELED',
  'no-answer': 'NO_ANSWER',
  completed: 'COMPLETED_ACTION',
} as const;

function dispositionOf({ status, facts, options, transfer, answeredBy }: BlandCall): string | null {
  if (status === undefined) return null;
  if (facts.disposition_tag !== undefined) return facts.disposition_tag;
  const own = options.dispositions ?? [];
  // Whoever brings dispositions of their own gets one of those; which, only a model could tell.
  if (own.length > 0) return own[0] ?? null;
  if (transfer !== undefined) return 'TRANSFERRED';
  return answeredBy === 'voicemail' ? 'NO_CONTACT_MADE' : tagsOfStatus[status];
}
