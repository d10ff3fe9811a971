/** Connections: accounts at providers, the platform's own or one tenant's. */
import { z } from 'zod';
import { NextCursor, PageQuery } from './page.ts';
import { changesSomething, nothingChanges, Rev } from './revision.ts';
import { text } from './text.ts';

const Name = text(80).meta({ description: 'What it is, in your words.' });

/** What opens a door: shown to nobody again. */
const secret = (description: string) =>
  z
    .string()
    .regex(/^[\x21-\x7e]{8,512}$/, 'expected 8 to 512 characters without spaces, as the provider shows it')
    .meta({ description });

const sid = (kind: string, description: string) =>
  z
    .string()
    .regex(new RegExp(`^${kind}[0-9a-fA-F]{32}$`), `expected ${kind} and 32 hexadecimal digits`)
    .meta({ description });

const BlandCredentials = z
  .strictObject({
    provider: z.literal('bland'),
    apiKey: secret('The key of the API.'),
    encryptedKey: secret('For numbers of your own Twilio account, where Bland gave you one.').optional(),
  })
  .meta({
    id: 'BlandCredentials',
    description: 'What opens an account at Bland.',
    examples: [{ provider: 'bland', apiKey: 'org_…' }],
  });

const TwilioCredentials = z
  .strictObject({
    provider: z.literal('twilio'),
    accountSid: sid('AC', 'The account, or the subaccount.'),
    authToken: secret('Its auth token, by which Twilio signs what it sends.'),
    apiKey: z
      .strictObject({ sid: sid('SK', 'The public half.'), secret: secret('The secret half.') })
      .optional()
      .meta({ description: 'For what Trunkline asks of Twilio, instead of the auth token.' }),
  })
  .meta({
    id: 'TwilioCredentials',
    description: 'What opens an account at Twilio.',
    examples: [{ provider: 'twilio', accountSid: `AC${'0'.repeat(32)}`, authToken: '0123456789abcdef…' }],
  });

export const Credentials = z.discriminatedUnion('provider', [BlandCredentials, TwilioCredentials]).meta({
  id: 'Credentials',
  description: 'What opens an account. Stored encrypted, and never shown again.',
  examples: [{ provider: 'bland', apiKey: 'org_…' }],
});

const example = {
  id: 'conn_01kb2m9x4e7q3v8z5c0t6r1n2d',
  provider: 'twilio',
  name: 'Our account at Twilio',
  status: 'active',
  simulated: false,
  baseUrl: null,
  accountId: `AC${'0'.repeat(32)}`,
  keyLastFour: 'b3d1',
  secrets: [{ id: 'whs_01kb2m9x4e7q3v8z5c0t6r1n2d', createdAt: '2026-03-01T12:00:00.000Z' }],
  hooks: {
    voice: 'https://calls.example.com/hooks/twilio/conn_01kb2m9x4e7q3v8z5c0t6r1n2d/voice#rc=3&rp=5xx,ct,rt',
  },
  check: {
    verdict: 'reachable',
    askedAt: '2026-03-05T09:30:00.000Z',
    lastSuccessAt: '2026-03-05T09:30:00.000Z',
    lastFailureAt: null,
  },
  lastSeenAt: '2026-03-05T09:30:00.000Z',
  createdAt: '2026-03-01T12:00:00.000Z',
  createdBy: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d',
  rev: 1,
} as const;

export const Connection = z
  .object({
    id: z.string(),
    provider: z.enum(['bland', 'twilio']),
    name: z.string(),
    status: z.enum(['active', 'disabled']).meta({
      description: 'A disabled one still takes what arrives, and places no calls.',
    }),
    simulated: z.boolean().meta({
      description: 'Leads to a pretended provider: its calls cost nothing and are marked.',
    }),
    baseUrl: z.string().nullable().meta({ description: 'Where the pretended provider is.' }),
    accountId: z.string().nullable().meta({
      description: 'By which the provider knows the account: at Twilio its AccountSid.',
    }),
    keyLastFour: z.string().meta({ description: 'The end of the key by which Trunkline asks.' }),
    secrets: z
      .array(z.object({ id: z.string(), createdAt: z.iso.datetime() }))
      .meta({ description: 'The secrets by which what arrives is believed, the oldest first.' }),
    hooks: z.record(z.string(), z.string()).meta({
      description: 'The addresses to configure at the provider, by what they are for.',
    }),
    check: z
      .object({
        verdict: z.enum(['reachable', 'refused', 'failing', 'unknown']).meta({
          description:
            'refused: the provider does not accept the credentials; set them anew. failing: it does not answer, or wrongly. unknown: it was not asked yet.',
        }),
        askedAt: z.iso.datetime().nullable(),
        lastSuccessAt: z.iso.datetime().nullable(),
        lastFailureAt: z.iso.datetime().nullable(),
      })
      .meta({
        description:
          'What came of asking the account how it is: about once a minute, less often while that fails, and of a disabled connection only on request.',
      }),
    lastSeenAt: z.iso.datetime().nullable().meta({
      description: 'When something with a good signature arrived last. Written about once a minute.',
    }),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    rev: z.number().int().meta({ description: 'Goes up with every change.' }),
  })
  .meta({
    id: 'Connection',
    description: 'An account at a provider, without its secrets.',
    examples: [example],
  });

export const NewConnection = z
  .strictObject({
    name: Name,
    credentials: Credentials,
    webhookSecret: secret(
      'By which Bland signs: Developer portal, Settings, Keys. Twilio signs with the auth token.',
    ).optional(),
    accountId: z.string().trim().min(1).max(80).optional().meta({
      description: 'At Bland: the id of the organisation, for people to know it by.',
    }),
    simulated: z.boolean().default(false).meta({
      description: 'Whether it leads to a pretended provider. It cannot be changed later.',
    }),
    baseUrl: z.string().min(1).max(2_048).optional().meta({
      description: 'Where the pretended provider is: in a network that EGRESS_ALLOWED_NETWORKS names.',
    }),
  })
  .refine(({ credentials, webhookSecret }) => credentials.provider === 'twilio' || webhookSecret, {
    path: ['webhookSecret'],
    error: 'expected the secret by which Bland signs what it sends',
  })
  .refine(({ credentials, webhookSecret }) => credentials.provider === 'bland' || !webhookSecret, {
    path: ['webhookSecret'],
    error: 'expected nothing: Twilio signs with the auth token',
  })
  .refine(({ credentials, accountId }) => credentials.provider === 'bland' || !accountId, {
    path: ['accountId'],
    error: 'expected nothing: an account at Twilio is known by its AccountSid',
  })
  .refine(({ simulated, baseUrl }) => simulated === (baseUrl !== undefined), {
    path: ['baseUrl'],
    error: 'expected where `simulated` is true, and only there',
  })
  .meta({
    id: 'NewConnection',
    description: 'An account to be connected.',
    examples: [
      {
        name: 'Our account at Twilio',
        credentials: {
          provider: 'twilio',
          accountSid: `AC${'0'.repeat(32)}`,
          authToken: '0123456789abcdef…',
        },
      },
    ],
  });

export const ConnectionChange = z
  .strictObject({
    rev: Rev,
    name: Name.optional(),
    status: z.enum(['active', 'disabled']).optional(),
    baseUrl: z.string().min(1).max(2_048).optional().meta({
      description: 'Where the pretended provider is now, of a connection to one.',
    }),
    credentials: Credentials.optional().meta({
      description:
        'All of them anew, of the same account. An auth token of Twilio becomes one of the secrets as well; retire the old one when Twilio has changed over.',
    }),
  })
  .refine(changesSomething, nothingChanges)
  .meta({
    id: 'ConnectionChange',
    description: 'What changes of a connection.',
    examples: [{ rev: 1, status: 'disabled' }],
  });

export const NewWebhookSecret = z
  .strictObject({ secret: secret('By which the provider signs from now on, or will sign soon.') })
  .meta({
    id: 'NewWebhookSecret',
    description: 'A further secret of a connection. Those that are there stay good.',
    examples: [{ secret: '0123456789abcdef…' }],
  });

export const AccountProfile = z
  .object({
    name: z.string().nullable(),
    status: z.string().nullable().meta({ description: "In the provider's own words." }),
    balance: z.object({ amount: z.string(), currency: z.string().nullable() }).nullable(),
    askedAt: z.iso.datetime().meta({ description: 'When the provider was asked: five minutes ago at most.' }),
  })
  .meta({
    id: 'AccountProfile',
    description: 'What a provider says of the account as a whole.',
    examples: [
      {
        name: 'Example Ltd',
        status: 'active',
        balance: { amount: '42.10', currency: 'USD' },
        askedAt: '2026-03-05T09:30:00.000Z',
      },
    ],
  });

export const ConnectionPage = z.object({ items: z.array(Connection), nextCursor: NextCursor }).meta({
  id: 'ConnectionPage',
  description: 'Connections, the newest first.',
  examples: [{ items: [example], nextCursor: null }],
});

export const ConnectionQuery = z.object(PageQuery);

export const ConnectionIdParams = z.object({ connectionId: z.string().max(64) });
export const WebhookSecretParams = z.object({
  connectionId: z.string().max(64),
  secretId: z.string().max(64),
});

export type Connection = z.infer<typeof Connection>;
export type NewConnection = z.infer<typeof NewConnection>;
export type ConnectionChange = z.infer<typeof ConnectionChange>;
export type ConnectionQuery = z.infer<typeof ConnectionQuery>;
export type AccountProfile = z.infer<typeof AccountProfile>;
export type Credentials = z.infer<typeof Credentials>;
