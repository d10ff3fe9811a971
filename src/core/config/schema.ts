/**
 * Every variable that Trunkline reads, once: what it is for, what it may be, what it is when nothing is said.
 * The configuration's type, the messages about a wrong value, .env.example and the table in docs/operations.md all
 * come from here. A variable has the same name in the environment and in the code.
 */
import { z } from 'zod';
import {
  emailAddress,
  type Key,
  keyRing,
  networks,
  origins,
  port,
  ports,
  url,
  urls,
  wholeNumber,
} from './kinds.ts';

export const sections = {
  Process: {
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development').meta({
      description: 'In production answers hold no internals and logs are JSON.',
    }),
    LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug', 'silent']).default('info').meta({
      description: 'The least severe log lines that are written.',
    }),
    LOG_FILE: z.string().min(1).optional().meta({
      description: 'A file that gets the log as JSON, besides what is shown.',
      example: './data/trunkline.log',
    }),
    SHUTDOWN_SECONDS: wholeNumber(1, 600).default(25).meta({
      description: 'How long requests and jobs under way may take to finish after SIGTERM.',
    }),
    READINESS_PAUSE_SECONDS: wholeNumber(0, 120).default(1).meta({
      description:
        'How long /ready is red after SIGTERM before the port closes. Behind a balancer: longer than it takes to notice.',
    }),
  },
  HTTP: {
    HOST: z.string().min(1).default('127.0.0.1').meta({
      description: 'The address to listen on; 0.0.0.0 where a balancer on another machine has to reach it.',
    }),
    PORT: port().default(3000).meta({ description: 'The port to listen on; 0 takes a free one.' }),
    PUBLIC_URL: url('http', 'https').optional().meta({
      description:
        'The address under which providers, tenants and browsers reach Trunkline. Nothing said: HOST and PORT.',
      example: 'https://calls.example.com',
    }),
    TRUSTED_PROXIES: networks().default([]).meta({
      description: 'Addresses or networks of balancers whose X-Forwarded-* headers are believed, by commas.',
      example: '10.0.0.0/8,127.0.0.1',
    }),
    CORS_ORIGINS: origins().default([]).meta({
      description: 'Origins whose pages may call the API from a browser, by commas.',
      example: 'https://app.example.com',
    }),
    METRICS_PORT: port().optional().meta({
      description: 'Serves /metrics on a port of its own, on HOST, instead of beside the API.',
      example: '9464',
    }),
    METRICS_TOKEN: z.string().min(16).optional().meta({
      description:
        'The bearer token that /metrics asks for. Neither this nor METRICS_PORT: /metrics is not served.',
      example: 'a-long-random-text',
      secret: true,
    }),
  },
  Data: {
    MONGODB_URI: url('mongodb', 'mongodb+srv').meta({
      description:
        'The database that holds everything: any MongoDB, a compatible server, or the embedded engine.',
      example: 'mongodb://127.0.0.1:27017/trunkline',
      secret: true,
    }),
    MONGODB_LIST_READS: z.enum(['primary', 'secondaryPreferred']).default('primary').meta({
      description:
        'Where lists and charts are read. A replica relieves the primary and may be behind; folding and money always read the primary.',
    }),
    REDIS_URL: urls('redis', 'rediss', 'unix').meta({
      description:
        'Redis for queues and hints; several hosts of one cluster by commas. It may be wiped at any time.',
      example: 'redis://127.0.0.1:6379',
      secret: true,
    }),
    REDIS_PREFIX: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens')
      .default('trunkline')
      .meta({
        description: 'Starts every key in Redis, so that several installations can share one.',
      }),
  },
  Mail: {
    SENDGRID_API_KEY: z
      .string()
      .regex(/^SG\.\S+$/, 'a key of SendGrid (SG.…)')
      .optional()
      .meta({
        description:
          'The key by which mails are sent. Nothing said: none is, and the log says of each that it was not.',
        example: 'SG.a-key-that-may-send-mail',
        secret: true,
      }),
    SENDGRID_BASE_URL: url('http', 'https').default('https://api.sendgrid.com').meta({
      description:
        'Where SendGrid answers: https://api.eu.sendgrid.com for accounts of the EU, or the sandbox of a laptop.',
    }),
    MAIL_FROM: emailAddress().optional().meta({
      description: 'The sender of all mails, verified with SendGrid. Needed where SENDGRID_API_KEY is set.',
      example: 'calls@example.com',
    }),
    MAIL_FROM_NAME: z.string().min(1).default('Trunkline').meta({
      description: 'The name that is shown as their sender.',
    }),
  },
  'Addresses of tenants': {
    EGRESS_PORTS: ports().default([443, 8443]).meta({
      description:
        'The ports that an address set by a tenant may name, by commas. Others are refused, and so is everything that is not on the public internet.',
    }),
    EGRESS_ALLOWED_NETWORKS: networks().default([]).meta({
      description:
        'Addresses or networks of your own that tenants may reach all the same, on any port and without TLS. `npm run up` allows 127.0.0.1 and ::1.',
      example: '127.0.0.1,::1',
    }),
  },
  Audit: {
    AUDIT_ANCHOR_FILE: z.string().min(1).optional().meta({
      description:
        "A file that gets a line for every write to the audit log: how far a tenant's log has come. On a disk that whoever can write to the database cannot.",
      example: '/var/log/trunkline/audit-anchors.jsonl',
    }),
  },
  Calls: {
    CALLS_RECEIPT_PATIENCE_MS: wholeNumber(10, 10_000).default(250).meta({
      description:
        'How long a webhook may wait until it is stored; its provider is told to send it again after that. A caller who is greeted by it hears nothing so long.',
    }),
    CALLS_SILENT_SECONDS: wholeNumber(1, 86_400).default(600).meta({
      description:
        'How long nothing may be heard of a call that goes on before its provider is asked what became of it.',
    }),
    CALLS_UNKNOWN_SECONDS: wholeNumber(1, 86_400).default(1).meta({
      description:
        'How long nobody may know who takes part in a call that goes on before its provider is asked. What Bland tells meanwhile does not say it.',
    }),
    CALLS_MISSED_SECONDS: wholeNumber(1, 86_400).default(300).meta({
      description:
        "How often each provider's list of recent calls is looked through for those of which nothing ever came.",
    }),
  },
  Limits: {
    RATE_LIMIT_WINDOW_SECONDS: wholeNumber(1, 86_400).default(900).meta({
      description: 'The window in which requests of one address are counted. It slides.',
    }),
    RATE_LIMIT_REQUESTS: wholeNumber(1, 1_000_000_000).default(100).meta({
      description:
        'How often one address may call each public route, and one session renew its tokens, within the window.',
    }),
    RATE_LIMIT_LOGINS: wholeNumber(1, 1_000_000_000).default(20).meta({
      description:
        'How often one address may fail to sign in within the window. Who succeeds is not counted.',
    }),
    RATE_LIMIT_FAILURES: wholeNumber(1, 1_000_000_000).default(100).meta({
      description:
        'After how many wrong keys or tokens within the window an address is turned away, also with right ones.',
    }),
    RATE_LIMIT_CALLER_REQUESTS: wholeNumber(1, 1_000_000_000).default(600).meta({
      description:
        "Requests a minute of one API key, or one person. All of a tenant together have the tenant's own limit.",
    }),
    RATE_LIMIT_CONNECTION_REQUESTS: wholeNumber(1, 1_000_000_000).default(6_000).meta({
      description: "Requests a minute of one connection: a provider's account that sends webhooks and media.",
    }),
    RATE_LIMIT_PATIENCE_MS: wholeNumber(1, 10_000).default(40).meta({
      description:
        'How long a request waits for Redis to count it; after that each instance counts for itself for a while.',
    }),
  },
  Secrets: {
    ENCRYPTION_KEYS: keyRing().meta({
      description:
        'Keys for encrypted fields as id:base64 of 32 bytes, by commas. The first one encrypts, all decrypt. To rotate, put a new one behind the others and start every process anew, then move it to the front and start them anew; take the old one out when nothing needs it (docs/operations.md). `openssl rand -base64 32` makes one.',
      example: `k1:${'A'.repeat(43)}=`,
      secret: true,
    }),
  },
} as const;

export const schema = z
  .object({
    ...sections.Process,
    ...sections.HTTP,
    ...sections.Data,
    ...sections.Mail,
    ...sections['Addresses of tenants'],
    ...sections.Audit,
    ...sections.Calls,
    ...sections.Limits,
    ...sections.Secrets,
  })
  .refine(({ PORT, METRICS_PORT }) => METRICS_PORT !== PORT || PORT === 0, {
    path: ['METRICS_PORT'],
    error: "another port than PORT's",
  })
  .refine(({ SENDGRID_API_KEY, MAIL_FROM }) => SENDGRID_API_KEY === undefined || MAIL_FROM !== undefined, {
    path: ['MAIL_FROM'],
    error: 'an e-mail address, because SENDGRID_API_KEY is set',
  })
  .refine(({ NODE_ENV, ENCRYPTION_KEYS }) => NODE_ENV !== 'production' || !ENCRYPTION_KEYS.some(isExample), {
    path: ['ENCRYPTION_KEYS'],
    error: 'keys of your own (that of the example is known to everybody)',
  });

/** The example's bytes are all zero. */
const isExample = ({ bytes }: Key) => bytes.every((byte) => byte === 0);

export type Config = z.infer<typeof schema>;
