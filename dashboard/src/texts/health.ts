export const health = {
  title: 'Health',
  status: {
    ok: 'Everything works',
    degraded: 'Something is away that Trunkline can do without for a while',
    down: 'Trunkline cannot work',
    unknown: 'The server does not answer',
  },
  statusHint: {
    ok: 'Calls are received, stored and shown.',
    degraded: 'Webhooks are still stored. Sign-ins and job queues wait until it is back.',
    down: 'Nothing can be stored. Providers deliver their webhooks again when it is back.',
    unknown: 'What is shown below is what was last heard.',
  },
  probes: { database: 'MongoDB', redis: 'Redis' },
  probeHints: {
    database: 'Keeps everything. Nothing works without it.',
    redis: 'Carries jobs, hints and counts. Whatever is in it can be made again.',
  },
  state: { connected: 'Connected', disconnected: 'Away' },
  since: 'since',
  latency: 'Last answer took',
  asked: 'Asked',
  ago: (seconds: string) => `${seconds} s ago`,
  ms: (ms: string) => `${ms} ms`,
  notYet: 'not yet',
  mail: 'Mail',
  mailState: { configured: 'Configured', 'not configured': 'Not configured' },
  mailHint: {
    configured: 'Invitations and other mails are handed to the mail provider.',
    'not configured':
      'Nobody takes our mails: set SENDGRID_API_KEY. Until then the log says of each that it was not sent.',
  },
  version: 'Version',
  uptime: 'Up for',
  at: 'As of',
} as const;
