/**
 * Who may import whom. A file belongs to the first row whose folder holds it; what a row does not name, its files
 * may not import. `*` stands for one folder, the same one wherever a row says it.
 */
export interface Row {
  readonly from: string;
  /** Folders, files, packages, and `node:` for what Node brings. */
  readonly may: readonly string[];
  /** What may be imported as types only: instances of it come in as arguments. */
  readonly types?: readonly string[];
}

export const importTable: readonly Row[] = [
  {
    from: 'src/core',
    may: ['src/core', 'package.json', 'node:', 'zod', 'pino', 'pino-pretty', 'prom-client'],
  },
  { from: 'src/contract', may: ['src/contract', 'src/core', 'zod'] },
  { from: 'src/models', may: ['src/models', 'src/core', 'node:', 'mongoose'] },
  { from: 'src/clients', may: ['src/clients', 'src/core', 'node:', 'mongoose', 'ioredis', 'bullmq'] },
  { from: 'src/providers', may: ['src/providers', 'src/core', 'node:', 'zod', 'undici', '@sendgrid'] },
  {
    from: 'src/services/*',
    may: [
      'src/services/*',
      'src/core',
      'src/contract',
      'node:',
      'zod',
      // Libraries that compute and reach nobody.
      '@node-rs/argon2',
      'jose',
      'otpauth',
      'prom-client',
    ],
    types: ['src/models', 'src/providers', 'src/services'],
  },
  {
    from: 'src/routes',
    may: [
      'src/routes',
      'src/core',
      'src/contract',
      'node:',
      'zod',
      'fastify',
      '@fastify',
      'fastify-type-provider-zod',
      'prom-client',
      'socket.io',
    ],
    types: ['src/services', 'src/app.ts'],
  },
  {
    from: 'src/workers',
    may: ['src/workers', 'src/core', 'node:', 'zod', 'bullmq'],
    types: ['src/services', 'src/app.ts', 'ioredis'],
  },
  {
    from: 'src/app.ts',
    may: ['src/core', 'src/clients', 'src/models', 'src/providers', 'src/services', 'node:'],
    types: ['mongoose'],
  },
  { from: 'src/server.ts', may: ['src/core', 'src/serve.ts', 'node:'] },
  { from: 'src/serve.ts', may: ['src/app.ts', 'src/core', 'src/routes', 'node:'] },
  { from: 'src/worker.ts', may: ['src/core', 'src/work.ts', 'node:'] },
  { from: 'src/work.ts', may: ['src/app.ts', 'src/core', 'src/workers', 'node:'] },
  {
    from: 'dashboard',
    may: [
      'dashboard',
      'src/core/events.ts',
      'src/core/permissions.ts',
      'react',
      'react-dom',
      '@tanstack',
      'lucide-react',
      'socket.io-client',
      'uplot',
      // What it is built with.
      'vite',
      '@vitejs',
      '@tailwindcss',
    ],
    types: ['src/contract'],
  },
  {
    from: 'embedded/mongo',
    may: ['embedded/mongo', 'node:', 'bson', 'lmdb', 'mongoose', 'porter2', '@orama'],
  },
  { from: 'embedded/redis', may: ['embedded/redis', 'embedded/mongo/process-start.ts', 'node:'] },
  {
    from: 'sandbox',
    may: ['sandbox', 'node:', 'fastify', 'text2wav', 'wasm-media-encoders', 'ws', 'yaml', 'zod'],
  },
];

/** Folders whose every file has to have a row. Scripts, tests and benchmarks may import what they need. */
export const governed: readonly string[] = ['src', 'dashboard', 'embedded', 'sandbox'];
