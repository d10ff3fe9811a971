/** Bland's messages, told and folded. */
import type { FactKind, FactOf, HeardFact } from '../../../../src/core/calls/facts.ts';
import { blandWebhooks } from '../../../../src/providers/telephony/bland/webhooks.ts';
import type { Understood } from '../../../../src/providers/telephony/telephony.ts';
import { fold } from '../../../../src/services/calls/fold/index.ts';

export const callId = '0d5c2c1e-7f0a-4f57-9a3c-5b1f8c7d2e10';

export function message(body: Buffer | string) {
  return {
    route: '',
    body: Buffer.from(body),
    contentType: 'application/json',
    query: new URLSearchParams(),
  };
}

export const told = (body: unknown): readonly Understood[] =>
  blandWebhooks.interpret(message(JSON.stringify(body)));

/** All that one message says of its one call. */
export function factsOf(body: unknown) {
  const [understood, ...others] = told(body);
  if (understood === undefined || others.length > 0) throw new Error('not about one call');
  return understood.facts;
}

export function kindOf<K extends FactKind>(facts: Understood['facts'], kind: K): FactOf<K>[] {
  return facts.filter((each): each is FactOf<K> => each.kind === kind);
}

export const heardAt = new Date('2026-11-20T10:05:00Z');

export const folded = (facts: Understood['facts']) =>
  fold(facts.map((each) => ({ ...each, heardAt }) as HeardFact));

export const foldedOf = (body: unknown) => folded(factsOf(body));

/** The sandbox is on this machine, where nothing else may be reached. */
export const here = { EGRESS_PORTS: [443], EGRESS_ALLOWED_NETWORKS: ['127.0.0.0/8'] };

/** A call of 75 seconds, answered five seconds after it was dialled. */
export const record = {
  call_id: callId,
  c_id: callId,
  to: '+15550100100',
  from: '+15550101999',
  inbound: true,
  call_length: 1.25,
  corrected_duration: '75',
  batch_id: null,
  completed: true,
  queue_status: 'complete',
  status: 'completed',
  answered_by: 'human',
  call_ended_by: 'USER',
  created_at: '2026-11-20T10:00:00.000+00:00',
  started_at: '2026-11-20T10:00:00.000Z',
  end_at: '2026-11-20T10:01:20.000Z',
  max_duration: 30,
  error_message: null,
  price: 0.15,
  record: true,
  recording_url: `https://api.bland.ai/v1/recordings/${callId}`,
  variables: { call_id: callId, timezone: 'America/New_York', now: 'Friday', appointment: '3pm' },
  metadata: { tenant_id: 't_1' },
  summary: 'The caller booked.',
  disposition_tag: 'COMPLETED_ACTION',
  pathway_id: null,
  pathway_logs: null,
  pathway_tags: [],
  citation_schema_ids: [],
  analysis: null,
  is_proxy_agent_call: false,
  concatenated_transcript: 'user: Hi \n assistant: Hello \n ',
  transcripts: [
    { id: 1, user: 'user', text: 'Hi ', created_at: '2026-11-20T10:00:07.1+00:00' },
    { id: 2, user: 'assistant', text: 'Hello', created_at: '2026-11-20T10:00:09.25+00:00' },
    { id: 3, user: 'agent-action', text: 'Ended call', created_at: '2026-11-20T10:01:19+00:00' },
  ],
} as const;
