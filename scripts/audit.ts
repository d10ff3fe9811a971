// npm run audit: whether the audit log is whole, and what is in it, straight from the database.
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { exported } from './audit/export.ts';
import { withLog } from './audit/open.ts';
import { told, verifyAll } from './audit/verify.ts';
import { readEnvironment } from './up/environment.ts';

const usage = `npm run audit -- verify                    every tenant's log: the first bad entry of each is named
npm run audit -- verify --tenant ID        that of one tenant
npm run audit -- verify --anchors FILE     also against the lines that AUDIT_ANCHOR_FILE got; may be said more than once
npm run audit -- verify --json             for programs
npm run audit -- export --tenant ID        to standard output, the newest first; the export is noted in the log
npm run audit -- export --tenant ID --format csv --from 2026-03-01T00:00:00Z --to 2026-04-01T00:00:00Z

The database is the one of MONGODB_URI (from the environment or .env); else the one that \`npm run up\` serves;
else what lies in ./data/mongo. ENCRYPTION_KEYS has to be that of the servers.
Ends with 0 where every log is whole, with 1 where one is not, and with 2 where that could not be found out.`;

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      tenant: { type: 'string' },
      anchors: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      format: { type: 'string', default: 'jsonl' },
      from: { type: 'string' },
      to: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  });
  const { tenant, anchors, json, help } = values;
  const [command, ...others] = positionals;
  if (command === 'verify' && others.length === 0 && !help) {
    return withLog(readEnvironment(), async (log) => {
      const result = await verifyAll(log, { tenant: tenant === 'all' ? undefined : tenant, files: anchors });
      console.log(json ? JSON.stringify(result) : told(result));
      return result.ok ? 0 : 1;
    });
  }
  if (command === 'export' && tenant !== undefined && others.length === 0 && !help) {
    return withLog(readEnvironment(), async ({ audit }) => {
      await pipeline(await exported(audit, { ...values, tenant }), process.stdout, { end: false });
      return 0;
    });
  }
  console.log(usage);
  return help ? 0 : 2;
}
