/** The audit log: who did what. */
import { z } from 'zod';
import { NextCursor, PageQuery } from './page.ts';

const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Name = z.string().min(1).max(200);

const filters = {
  actor: Name.optional().meta({ description: 'The id of who did it: a user, a key, a part of Trunkline.' }),
  action: Name.optional().meta({ description: 'What was done, as `key.revoke`.' }),
  resourceType: Name.optional().meta({ description: 'The kind of thing that it was done to.' }),
  resourceId: Name.optional().meta({ description: 'The id of the thing that it was done to.' }),
  from: Moment.optional().meta({ description: 'The first moment that counts, with its offset from UTC.' }),
  to: Moment.optional().meta({ description: 'The first moment that does not count any more.' }),
};

export const AuditQuery = z.object({ ...filters, ...PageQuery });

export const AuditExportQuery = z.object({
  ...filters,
  format: z
    .enum(['jsonl', 'csv'])
    .default('jsonl')
    .meta({ description: 'JSON lines, or CSV with a header.' }),
});

const Values = z.record(z.string(), z.unknown());

export const AuditEntry = z
  .object({
    id: z.string(),
    seq: z.int().meta({ description: 'Its number among the entries of this tenant; there are no gaps.' }),
    at: z.iso.datetime(),
    action: z.string(),
    outcome: z.enum(['begun', 'failed', 'noted']).meta({
      description:
        'begun: it was about to be done, and was done unless an entry `failed` follows. failed: what `of` names was not done. noted: there was nothing to be done.',
    }),
    of: z.string().nullable().meta({ description: 'The entry that had said it was begun.' }),
    failure: z.string().nullable().meta({ description: 'The code of the error that it failed with.' }),
    resource: z.object({ type: z.string(), id: z.string() }),
    actor: z
      .object({
        kind: z.enum(['user', 'key', 'command-line', 'system']),
        id: z.string(),
        name: z.string().nullable(),
        ip: z.string().nullable(),
      })
      .meta({ description: 'Name and address are null where the person was forgotten.' }),
    requestId: z.string(),
    before: Values.nullable().meta({ description: 'What differs, as it was. Secrets are masked.' }),
    after: Values.nullable().meta({ description: 'What differs, as it became. Secrets are masked.' }),
    personal: Values.nullable().meta({ description: 'What else says something about a person.' }),
    forgotten: z.boolean().meta({
      description: 'Whether there was something personal that nobody can read any more.',
    }),
    hash: z.string().meta({ description: 'Holds this entry and, through the one before, all before it.' }),
  })
  .meta({
    id: 'AuditEntry',
    description: 'One thing that somebody did.',
    examples: [
      {
        id: 'aud_01kb2m9x4e7q3v8z5c0t6r1n2d',
        seq: 42,
        at: '2026-03-01T12:00:00.000Z',
        action: 'key.revoke',
        outcome: 'begun',
        of: null,
        failure: null,
        resource: { type: 'key', id: 'key_01kb2m9x4e7q3v8z5c0t6r1n2d' },
        actor: {
          kind: 'user',
          id: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d',
          name: 'Ada Lovelace',
          ip: '203.0.113.7',
        },
        requestId: 'req_01kb2m9x4e7q3v8z5c0t6r1n2d',
        before: { status: 'active' },
        after: { status: 'revoked' },
        personal: null,
        forgotten: false,
        hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
    ],
  });

export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = z
  .object({ items: z.array(AuditEntry), nextCursor: NextCursor })
  .meta({ id: 'AuditPage', description: 'Entries of the audit log, the newest first.' });

export const AuditVerificationQuery = z.object({
  cursor: z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: 'The nextCursor of the piece before. Nothing said: from the first entry.' }),
});

export const AuditVerification = z
  .object({
    ok: z.boolean().nullable().meta({
      description:
        'Whether every entry is as it was written, and none is missing; null while nextCursor says that there is more to look at.',
    }),
    entries: z.int().meta({ description: 'How many were found so, from the first one on.' }),
    outOf: z.int().meta({ description: 'How many there are, as far as the log knows of itself.' }),
    hash: z.string().meta({ description: 'Of the last one of these.' }),
    firstFault: z
      .object({
        seq: z.int().meta({ description: 'The number of the first entry that is not.' }),
        id: z.string().nullable().meta({ description: 'Its id, where there is something at that number.' }),
        flaw: z.string().meta({ description: 'For programs: changed, forged, missing, cut and others.' }),
        reason: z.string(),
      })
      .nullable(),
    nextCursor: NextCursor,
    verifiedAt: z.iso.datetime(),
  })
  .meta({
    id: 'AuditVerification',
    description: 'Whether the audit log is whole.',
    examples: [
      {
        ok: false,
        entries: 41,
        outOf: 97,
        hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        firstFault: {
          seq: 42,
          id: 'aud_01kb2m9x4e7q3v8z5c0t6r1n2d',
          flaw: 'changed',
          reason: 'its content is not what was hashed when it was written',
        },
        nextCursor: null,
        verifiedAt: '2026-03-01T12:00:00.000Z',
      },
    ],
  });

export type AuditVerification = z.infer<typeof AuditVerification>;
