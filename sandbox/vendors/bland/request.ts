/** What POST /v1/calls takes, and what it says of what is wrong. Unknown fields are taken and kept. */
import { z } from 'zod';
import { isTimeZone } from './dates.ts';
import { toE164 } from './phone-number.ts';

const number = (name: string) =>
  z.union([z.string(), z.number()], `${name} must be a string or number.`).transform((value, context) => {
    const e164 = toE164(value);
    if (e164 !== undefined) return e164;
    context.addIssue({ code: 'custom', message: `${name} is no valid phone number.` });
    return z.NEVER;
  });

const text = (name: string) => z.string(`${name} must be a string.`);
const flag = (name: string) => z.boolean(`${name} must be a boolean.`);
const webhookUrl = z.url({ protocol: /^https?$/, error: 'webhook must be an http or https address.' });

/** What an agent may be told for every kind of call. */
const agentFields = {
  voice: z.union([z.string(), z.number()]).nullish(),
  first_sentence: text('first_sentence').nullish(),
  model: z.enum(['base', 'turbo', 'enhanced'], 'model must be base or turbo.').nullish(),
  language: text('language').nullish(),
  pathway_id: text('pathway_id').nullish(),
  max_duration: z
    .number('max_duration must be a number.')
    .min(1, 'max_duration must be at least 1.')
    .max(720, 'max_duration must be at most 12 hours.')
    .nullish(),
  webhook: z.union([webhookUrl, z.literal('')]).nullish(),
  webhook_events: z.array(z.string(), 'webhook_events must be an array.').nullish(),
  record: flag('record').nullish(),
  metadata: z.record(z.string(), z.unknown(), 'metadata must be an object.').nullish(),
  timezone: text('timezone').refine(isTimeZone, 'timezone is not one of the IANA names.').nullish(),
  tools: z.array(z.unknown(), 'tools must be an array.').nullish(),
  citation_schema_ids: z.array(z.string(), 'citation_schema_ids must be an array.').nullish(),
  dispositions: z.array(z.string(), 'dispositions must be an array.').nullish(),
  summary_prompt: text('summary_prompt')
    .max(2000, 'summary_prompt must be less than 2000 characters.')
    .nullish(),
  wait_for_greeting: flag('wait_for_greeting').nullish(),
  transfer_phone_number: text('transfer_phone_number').nullish(),
  voicemail: z
    .looseObject({
      message: z.string().nullish(),
      action: z
        .enum(
          ['hangup', 'leave_message', 'ignore'],
          'voicemail action must be one of hangup, leave_message, ignore.',
        )
        .nullish(),
    })
    .nullish(),
};

export const callSchema = z
  .looseObject(
    {
      ...agentFields,
      phone_number: number('phone_number'),
      task: text('task').nullish(),
      from: number('from').nullish(),
      start_time: text('start_time').nullish(),
      request_data: z.record(z.string(), z.unknown(), 'request_data must be an object.').nullish(),
      batch_id: text('batch_id').nullish(),
    },
    'The body must be a JSON object.',
  )
  .superRefine((call, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    if (!call.task && !call.pathway_id && !call.persona_id) complain('Missing required parameter: task.');
    if (call.webhook_events?.includes('post_transfer_transcript') && call.record === false) {
      complain('post_transfer_transcript needs record.');
    }
  });

export type CallRequest = z.infer<typeof callSchema>;

/** The part that numbers and agents have as well. */
export const agentSchema = z.looseObject(
  { ...agentFields, prompt: text('prompt').nullish() },
  'The body must be a JSON object.',
);

export type AgentSettings = z.infer<typeof agentSchema>;

/** `2026-12-01 09:30:00 -08:00`, or ISO 8601 with an offset. */
export function startTimeOf(written: string): number | undefined {
  const iso = written
    .trim()
    .replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) ?([+-]\d\d:?\d\d|Z)?$/, '$1T$2$3');
  const at = Date.parse(/([+-]\d\d:?\d\d|Z)$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** A missing field is told as missing, whatever its type. */
export function complaints(error: z.ZodError): string[] {
  return error.issues.map((issue) =>
    issue.path[0] === 'phone_number' && issue.code === 'invalid_union'
      ? 'Missing required parameter: phone_number.'
      : issue.message,
  );
}
