/** API keys, by which a tenant's programs get in. */
import { z } from 'zod';
import { keyScopes } from '../core/permissions.ts';
import { NextCursor, PageQuery } from './page.ts';
import { changesSomething, nothingChanges, Rev } from './revision.ts';
import { text } from './text.ts';

const Name = text(80).meta({ description: 'What it is for, in your words.' });

const Scopes = z
  .array(z.enum(keyScopes as [(typeof keyScopes)[number], ...typeof keyScopes]))
  .min(1)
  .max(keyScopes.length)
  .meta({ description: 'What it may do: nothing that you may not do yourself.' });

const ExpiresAt = z.iso
  .datetime()
  .nullable()
  .meta({ description: 'From then on it is refused; null: it does not expire.' });

const maxOverlapSec = 30 * 24 * 3_600;

const example = {
  id: 'key_01kb2m9x4e7q3v8z5c0t6r1n2d',
  name: 'Booking system',
  mode: 'live',
  status: 'active',
  scopes: ['calls:read', 'calls:write'],
  createdAt: '2026-03-01T12:00:00.000Z',
  createdBy: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d',
  expiresAt: null,
  revokedAt: null,
  rotatedAt: null,
  oldSecretsUntil: null,
  lastUsedAt: '2026-03-05T09:30:00.000Z',
  lastUsedIp: '203.0.113.7',
  rev: 1,
} as const;

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    mode: z.enum(['live', 'test']),
    status: z.enum(['active', 'expired', 'revoked']),
    scopes: z.array(z.string()),
    createdAt: z.iso.datetime(),
    createdBy: z
      .string()
      .meta({ description: 'The id of the person, or of the key, that made it; or `command-line`.' }),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    rotatedAt: z.iso.datetime().nullable().meta({ description: 'When it got its present secret.' }),
    oldSecretsUntil: z.iso.datetime().nullable().meta({
      description: 'Until when a secret from before a rotation is good; null where none is.',
    }),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: 'Written about once a minute.' }),
    lastUsedIp: z.string().nullable(),
    rev: z.number().int().meta({ description: 'Goes up with every change.' }),
  })
  .meta({ id: 'ApiKey', description: 'An API key, without its secret.', examples: [example] });

export const ApiKeyWithSecret = z
  .object({
    key: ApiKey,
    secret: z.string().meta({
      description: 'What to send as X-API-Key. It is shown this once; nobody can find it out later.',
    }),
  })
  .meta({
    id: 'ApiKeyWithSecret',
    description: 'An API key with its secret, which is shown once.',
    examples: [
      {
        key: example,
        secret: `tl_live_01kb2m9x4e7q3v8z5c0t6r1n2d_${'Ab3'.repeat(14)}z0KqPmX`,
      },
    ],
  });

export const NewApiKey = z
  .strictObject({
    name: Name,
    mode: z.enum(['live', 'test']).default('live').meta({
      description: 'test: for trying things out; its secret begins with tl_test_.',
    }),
    scopes: Scopes,
    expiresAt: ExpiresAt.default(null),
  })
  .meta({
    id: 'NewApiKey',
    description: 'An API key to be made.',
    examples: [{ name: 'Booking system', scopes: ['calls:read', 'calls:write'] }],
  });

export const ApiKeyChange = z
  .strictObject({
    rev: Rev,
    name: Name.optional(),
    scopes: Scopes.optional(),
    expiresAt: ExpiresAt.optional(),
  })
  .refine(changesSomething, nothingChanges)
  .meta({
    id: 'ApiKeyChange',
    description: 'What changes of a key.',
    examples: [{ rev: 1, scopes: ['calls:read'] }],
  });

export const KeyRotation = z
  .strictObject({
    rev: Rev,
    overlapSec: z
      .number()
      .int()
      .min(0)
      .max(maxOverlapSec)
      .default(24 * 3_600)
      .meta({
        description: 'How long the secrets from before stay good; 0: not at all.',
      }),
  })
  .meta({
    id: 'KeyRotation',
    description: 'A new secret for a key.',
    examples: [{ rev: 1, overlapSec: 3600 }],
  });

export const KeyQuery = z.object(PageQuery);

export const KeyPage = z.object({ items: z.array(ApiKey), nextCursor: NextCursor }).meta({
  id: 'KeyPage',
  description: 'API keys, the newest first.',
  examples: [{ items: [example], nextCursor: null }],
});

export const KeyParams = z.object({ keyId: z.string().max(64) });

export type ApiKey = z.infer<typeof ApiKey>;
export type ApiKeyWithSecret = z.infer<typeof ApiKeyWithSecret>;
export type NewApiKey = z.infer<typeof NewApiKey>;
export type ApiKeyChange = z.infer<typeof ApiKeyChange>;
export type KeyRotation = z.infer<typeof KeyRotation>;
export type KeyQuery = z.infer<typeof KeyQuery>;
