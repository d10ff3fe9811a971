/** How Trunkline and what it stands on are doing. */
import { z } from 'zod';

const Connection = z.enum(['connected', 'disconnected']);

const Probe = z
  .object({
    state: Connection,
    critical: z.boolean().meta({ description: 'Whether nothing works without it.' }),
    latencyMs: z
      .number()
      .nullable()
      .meta({ description: 'How long its last answer took; null where there was none.' }),
    ageMs: z
      .number()
      .nullable()
      .meta({ description: 'How long ago it was last asked; null where that is still to come.' }),
    since: z.iso.datetime().meta({ description: 'Since when its state is what it is.' }),
    error: z.string().optional().meta({ description: 'Why it counts as failed.' }),
  })
  .meta({ id: 'Probe', description: 'One thing that Trunkline stands on. It is asked in the background.' });

const Provider = z
  .object({
    state: z.enum(['reachable', 'unreachable', 'unknown']).meta({
      description: 'unreachable: none of its accounts got an answer. unknown: there is none that was asked.',
    }),
    credentialsRefused: z.boolean().meta({
      description: 'Whether it does not accept those of some account; GET /v1/connections says of which.',
    }),
    askedAt: z.iso.datetime().nullable().meta({ description: 'When one of them was asked last.' }),
  })
  .meta({
    id: 'ProviderHealth',
    description: 'How a telephone provider is, as far as the accounts at it show.',
    examples: [{ state: 'reachable', credentialsRefused: false, askedAt: '2026-03-01T11:59:30.000Z' }],
  });

export const HealthAnswer = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']).meta({
      description: 'degraded: something is away that Trunkline can do without for a while. down: it cannot.',
    }),
    database: Connection,
    redis: Connection,
    probes: z.object({ database: Probe, redis: Probe }),
    providers: z.object({ bland: Provider, twilio: Provider }),
    mail: z.enum(['configured', 'not configured']).meta({
      description:
        'Whether anybody takes our mails. Where nobody does, the log says of each that it was not sent.',
    }),
    version: z.string(),
    uptimeSec: z.number(),
    timestamp: z.iso.datetime(),
  })
  .meta({
    id: 'HealthAnswer',
    description: 'How Trunkline and what it stands on are doing.',
    examples: [
      {
        status: 'degraded',
        database: 'connected',
        redis: 'disconnected',
        probes: {
          database: {
            state: 'connected',
            critical: true,
            latencyMs: 1.2,
            ageMs: 800,
            since: '2026-03-01T09:00:00.000Z',
          },
          redis: {
            state: 'disconnected',
            critical: false,
            latencyMs: null,
            ageMs: 950,
            since: '2026-03-01T11:59:30.000Z',
            error: 'did not answer within 5 s',
          },
        },
        providers: {
          bland: { state: 'reachable', credentialsRefused: false, askedAt: '2026-03-01T11:59:30.000Z' },
          twilio: { state: 'unknown', credentialsRefused: false, askedAt: null },
        },
        mail: 'configured',
        version: '1.0.0',
        uptimeSec: 10_800,
        timestamp: '2026-03-01T12:00:00.000Z',
      },
    ],
  });

export type HealthAnswer = z.infer<typeof HealthAnswer>;

export const ReadyAnswer = z
  .object({
    ready: z.boolean(),
    reasons: z.array(z.string()).meta({ description: 'Why not.' }),
  })
  .meta({
    id: 'ReadyAnswer',
    description: 'Whether this process wants to be sent requests.',
    examples: [{ ready: false, reasons: ['this process is closing'] }],
  });

export type ReadyAnswer = z.infer<typeof ReadyAnswer>;
