/**
 * A call's record: the webhook after the call, the answer about one call, and an entry of the list. It is the same
 * in all three, but for what each leaves out; every field but the call's id may be missing, null, or of another type.
 */
import { z } from 'zod';
import { flag, listOf, moment, number, object, text, wordOf } from '../fields.ts';

/** As the transcript names them, and who they are. */
export const speakers = {
  user: 'caller',
  assistant: 'agent',
  // What the agent did, rather than said: it ended the call, or transferred it.
  'agent-action': 'tool',
  robot: 'system',
} as const;

const line = z.object({ id: number, user: wordOf(speakers), text, created_at: moment });

export const recordShape = z.object({
  from: text,
  to: text,
  inbound: flag,
  completed: flag,
  status: wordOf({
    completed: 'completed',
    failed: 'failed',
    busy: 'busy',
    'no-answer': 'no-answer',
    canceled: 'canceled',
    cancelled: 'canceled',
  }),
  queue_status: wordOf({
    new: 'waiting',
    queued: 'waiting',
    allocated: 'waiting',
    started: 'started',
    complete: 'over',
    completed: 'over',
    // The call itself went well; something after it did not.
    'complete-error': 'over',
    'pre-queue-error': 'failed',
    'queue-error': 'failed',
    'call-error': 'failed',
  }),
  created_at: moment,
  started_at: moment,
  end_at: moment,
  max_duration: number,
  call_length: number,
  corrected_duration: number,
  answered_by: wordOf({
    human: 'human',
    voicemail: 'voicemail',
    machine: 'voicemail',
    fax: 'fax',
    unknown: 'unknown',
    'no-answer': 'nobody',
  }),
  call_ended_by: wordOf({ assistant: 'agent', user: 'caller' }),
  error_message: text,
  record: flag,
  recording_url: text,
  metadata: object,
  summary: text,
  price: number,
  disposition_tag: text,
  variables: object,
  request_data: object,
  transferred_to: text,
  transferred_at: moment,
  pre_transfer_duration: number,
  post_transfer_duration: number,
  warm_transfer_call: object,
  is_proxy_agent_call: flag,
  concatenated_transcript: text,
  transcripts: listOf(line),
});

export type BlandRecord = z.infer<typeof recordShape>;

/** Fields that only a record has: what is found out later comes without them, or rides along with all of them. */
const own = ['completed', 'queue_status', 'call_length', 'corrected_duration', 'transcripts'];
/** Where nothing says that it is something else, these are enough: a record may be that short. */
const enough = [...own, 'status', 'answered_by', 'started_at', 'end_at'];

export const isRecord = (body: object, { labelled }: { labelled: boolean }): boolean =>
  (labelled ? own : enough).some((name) => name in body);
