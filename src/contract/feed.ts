/** The live feed: what comes over Socket.IO, and what may be asked there. */
import { z } from 'zod';
import { type EventType, eventTypes } from '../core/events.ts';
import { Call, FeedCursor } from './calls.ts';

/** What is sent under the event's own name: `call.incoming` as `call:incoming`. */
export const FeedEvent = z
  .object({
    id: z.string(),
    tenantId: z.string(),
    epoch: z.string(),
    seq: z.number().int(),
    type: z.enum(Object.keys(eventTypes) as [EventType, ...EventType[]]),
    at: z.iso.datetime().meta({ description: 'When it was written into the log.' }),
    callId: z.string(),
    call: Call.nullable().meta({
      description: 'The call as it is now, so the one with the higher rev counts. Null: it was erased.',
    }),
    fact: z
      .object({ id: z.string(), kind: z.string(), content: z.record(z.string(), z.unknown()).nullable() })
      .nullable()
      .meta({
        description: 'What the event is about, where it is about one thing; content as you may see it.',
      }),
  })
  .meta({ id: 'FeedEvent', description: 'One event of the live feed.' });
export type FeedEvent = z.infer<typeof FeedEvent>;

export const SubscribeRequest = z.object(
  { tenantId: z.string('expected the id of a tenant').min(1).max(64) },
  'expected { "tenantId": "ten_…" }',
);
export const Renewal = z.object(
  { token: z.string('expected the next access token').min(1).max(4_096) },
  'expected { "token": "…" } with the next access token',
);
export const SyncRequest = z
  .array(
    FeedCursor,
    'expected a list of the cursors that you have come to, such as [{ "tenantId": "ten_…", "epoch": "…", "seq": 17 }]',
  )
  .min(1, 'expected at least one cursor')
  .max(100)
  .refine((cursors) => new Set(cursors.map(({ tenantId }) => tenantId)).size === cursors.length, {
    error: 'expected one cursor of each tenant',
  });

/** What was missed, in order; or, where that is too much or gone, from where on to begin anew with a snapshot. */
export type Missed =
  | { readonly tenantId: string; readonly events: readonly FeedEvent[]; readonly cursor: FeedCursor }
  | { readonly tenantId: string; readonly snapshot: true; readonly cursor: FeedCursor };

export type Acknowledged<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly error: string };
