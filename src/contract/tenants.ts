/** Tenants: the customers of the platform. */
import { z } from 'zod';
import { dataKinds } from '../core/data-kinds.ts';
import { isCurrency } from '../core/money/index.ts';
import { isTimeZone } from '../core/time-zone.ts';
import { NextCursor, PageQuery } from './page.ts';
import { changesSomething, nothingChanges, Rev } from './revision.ts';
import { text } from './text.ts';

export const tenantStatuses = ['active', 'suspended', 'closed'] as const;
export const billingMethods = ['invoice', 'card', 'none'] as const;

const Name = text(120);

const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/, 'expected 3 to 40 lower-case letters, digits and hyphens')
  .meta({ description: 'A short name for addresses; no two tenants have the same.' });

const Currency = z
  .string()
  .refine(isCurrency, 'expected an ISO 4217 code such as USD')
  .meta({ description: 'What this tenant is billed in, by its ISO 4217 code.' });

const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'expected a time zone of the IANA database such as Europe/Berlin')
  .meta({ description: 'Where its days and months begin and end.' });

const Origin = z
  .string()
  .max(255)
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? '') && URL.parse(text)?.origin === text,
    'expected an origin such as https://app.example.com, without a path',
  );

const Days = z.number().int().min(1).max(3_650);

export const TenantSettings = z
  .strictObject({
    recording: z.boolean().meta({
      description:
        'Whether recordings of calls are taken over. Kept, and without effect in this version: what a provider records stays with it.',
    }),
    transcription: z.boolean().meta({
      description: 'Whether recordings are transcribed. Kept, and without effect in this version.',
    }),
    redaction: z.boolean().meta({
      description:
        'Whether personal data is taken out of transcripts. Kept, and without effect in this version.',
    }),
    retentionDays: z
      .strictObject(
        Object.fromEntries(dataKinds.map((kind) => [kind, Days.optional()])) as Record<
          (typeof dataKinds)[number],
          z.ZodOptional<typeof Days>
        >,
      )
      .meta({
        description:
          'After how many days a kind of data is removed; a kind that is not named: as usual. There are no recordings, transcripts of recordings, insights and deliveries in this version: their days are kept, and without effect.',
      }),
    legalHold: z.boolean().meta({ description: 'Whether nothing may be removed at present.' }),
    allowedOrigins: z.array(Origin).max(50).meta({
      description:
        'Origins whose pages may use this tenant’s browser features. Kept, and without effect in this version.',
    }),
  })
  .meta({ id: 'TenantSettings', description: 'What a tenant decides for itself.' });

const Amount = z.number().int().min(0).max(1_000_000_000);

const Limit = z
  .strictObject({ soft: Amount.optional(), hard: Amount.optional() })
  .refine(({ soft, hard }) => soft === undefined || hard === undefined || soft <= hard, {
    path: ['soft'],
    message: 'expected at most what hard is',
  })
  .meta({
    id: 'Limit',
    description: 'soft: from here on the tenant is told. hard: nothing more. Not there: no limit.',
  });

export const TenantLimits = z
  .strictObject({
    concurrentCalls: Limit,
    callsPerDay: Limit,
    minutesPerMonth: Limit,
    transcriptionMinutesPerMonth: Limit.meta({
      description: 'Kept, and without effect in this version: nothing is transcribed.',
    }),
    requestsPerMinute: Limit,
  })
  .meta({ id: 'TenantLimits', description: 'How much a tenant may use.' });

const example = {
  id: 'ten_01kb2m9x4e7q3v8z5c0t6r1n2d',
  name: 'Nordic Dental',
  slug: 'nordic-dental',
  status: 'active',
  statusReason: null,
  statusAt: '2026-03-01T12:00:00.000Z',
  currency: 'EUR',
  timeZone: 'Europe/Stockholm',
  settings: {
    recording: true,
    transcription: true,
    redaction: true,
    retentionDays: { recordings: 90 },
    legalHold: false,
    allowedOrigins: ['https://app.nordic-dental.example'],
  },
  limits: {
    concurrentCalls: { soft: 8, hard: 10 },
    callsPerDay: {},
    minutesPerMonth: { soft: 10_000 },
    transcriptionMinutesPerMonth: {},
    requestsPerMinute: { hard: 600 },
  },
  billingMethod: 'invoice',
  rev: 3,
  createdAt: '2026-03-01T12:00:00.000Z',
  updatedAt: '2026-03-05T09:30:00.000Z',
} as const;

export const Tenant = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    status: z.enum(tenantStatuses).meta({
      description:
        'suspended: nobody of it gets in and its calls are not answered, but nothing is lost. closed: for good.',
    }),
    statusReason: z
      .string()
      .nullable()
      .meta({ description: 'Why it is what it is, in the words given then.' }),
    statusAt: z.iso.datetime().meta({ description: 'Since when.' }),
    currency: z.string(),
    timeZone: z.string(),
    settings: TenantSettings,
    limits: TenantLimits,
    billingMethod: z.enum(billingMethods),
    rev: z.number().int().meta({ description: 'Goes up with every change.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Tenant', description: 'A customer of the platform.', examples: [example] });

const partialSettings = TenantSettings.partial().meta({
  id: 'SettingsChange',
  description: 'The settings to change; others stay as they are.',
});
const partialLimits = TenantLimits.partial().meta({
  id: 'LimitsChange',
  description: 'The limits to change, each as a whole; others stay as they are.',
});

export const NewTenant = z
  .strictObject({
    name: Name,
    slug: Slug,
    currency: Currency,
    timeZone: TimeZone,
    settings: partialSettings.optional(),
    limits: partialLimits.optional(),
    billingMethod: z.enum(billingMethods).default('invoice'),
  })
  .meta({
    id: 'NewTenant',
    description: 'A tenant to be made.',
    examples: [
      { name: 'Nordic Dental', slug: 'nordic-dental', currency: 'EUR', timeZone: 'Europe/Stockholm' },
    ],
  });

export const TenantChange = z
  .strictObject({
    rev: Rev,
    name: Name.optional(),
    slug: Slug.optional(),
    currency: Currency.optional(),
    timeZone: TimeZone.optional(),
    settings: partialSettings.optional(),
    limits: partialLimits.optional(),
    billingMethod: z.enum(billingMethods).optional(),
  })
  .refine(changesSomething, nothingChanges)
  .meta({
    id: 'TenantChange',
    description: 'What the platform changes of a tenant.',
    examples: [{ rev: 3, limits: { concurrentCalls: { soft: 16, hard: 20 } } }],
  });

export const OwnTenantChange = z
  .strictObject({
    rev: Rev,
    name: Name.optional(),
    timeZone: TimeZone.optional(),
    settings: partialSettings.optional(),
  })
  .refine(changesSomething, nothingChanges)
  .meta({
    id: 'OwnTenantChange',
    description: 'What a tenant changes of itself.',
    examples: [{ rev: 3, settings: { recording: false } }],
  });

export const StatusChange = z.strictObject({ rev: Rev, reason: text(500) }).meta({
  id: 'StatusChange',
  description: 'Why a tenant is suspended, activated or closed.',
  examples: [{ rev: 3, reason: 'The invoice of February was not paid.' }],
});

export const TenantQuery = z.object({
  ...PageQuery,
  search: z.string().trim().min(1).max(120).optional().meta({
    description: 'A part of the name or of the slug.',
  }),
  status: z.enum(tenantStatuses).optional(),
});

export const TenantPage = z.object({ items: z.array(Tenant), nextCursor: NextCursor }).meta({
  id: 'TenantPage',
  description: 'Tenants, the newest first.',
  examples: [{ items: [example], nextCursor: null }],
});

export const TenantParams = z.object({ tenantId: z.string().max(64) });

export type Tenant = z.infer<typeof Tenant>;
export type TenantPage = z.infer<typeof TenantPage>;
export type TenantSettings = z.infer<typeof TenantSettings>;
export type TenantLimits = z.infer<typeof TenantLimits>;
export type NewTenant = z.infer<typeof NewTenant>;
export type TenantChange = z.infer<typeof TenantChange>;
export type OwnTenantChange = z.infer<typeof OwnTenantChange>;
export type TenantQuery = z.infer<typeof TenantQuery>;
