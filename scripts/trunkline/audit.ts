/** trunkline audit, which `npm run audit` is short for. It opens the log alone: a database that was tampered with may let nothing else start. */
import { pipeline } from 'node:stream/promises';
import { AuditExportQuery, AuditQuery } from '../../src/contract/audit.ts';
import { defined } from '../../src/core/defined.ts';
import { newId } from '../../src/core/ids.ts';
import type { OpenLog } from '../audit/open.ts';
import { commandLine } from './caller.ts';
import { type Context, defineCommand, type Family, type Options } from './command.ts';
import { tenantOption } from './named.ts';
import { paged, pageOptions } from './page.ts';
import { fitting } from './wrong-use.ts';

const tenant = { ...tenantOption, required: true } as const;

const filters = {
  actor: {
    type: 'text',
    value: 'ID',
    description: 'Who did it: a user, a key, `command-line`, a part of Trunkline.',
  },
  action: { type: 'text', value: 'ACTION', description: 'What was done, as key.revoke.' },
  resourceType: { type: 'text', value: 'KIND', description: 'The kind of thing that it was done to.' },
  resourceId: { type: 'text', value: 'ID', description: 'The thing that it was done to.' },
  from: {
    type: 'text',
    value: 'TIME',
    description: 'The first moment that counts, as 2026-03-01T00:00:00Z.',
  },
  to: { type: 'text', value: 'TIME', description: 'The first moment that does not count any more.' },
} as const satisfies Options;

async function opened<T>(
  { environment, ...watching }: Context,
  work: (log: OpenLog) => Promise<T>,
): Promise<T> {
  // Not before it is needed: help has to be there at once.
  const [{ withLog }, { commandLog }] = await Promise.all([import('../audit/open.ts'), import('./log.ts')]);
  return withLog(environment, commandLog(watching), work);
}

const verify = defineCommand({
  name: 'audit verify',
  summary: 'Says whether the log is whole, of one tenant or of all; the first bad entry of each is named.',
  description:
    'Ends with 0 where every log is whole, with 1 where one is not, and with 2 where that could not be found out.',
  options: {
    tenant: {
      ...tenantOption,
      description: 'The id or the slug of a tenant; all of them if nothing is said.',
    },
    anchors: {
      type: 'many',
      value: 'FILE',
      description: 'Also against the lines that AUDIT_ANCHOR_FILE got; may be said more than once.',
    },
  },
  examples: ['audit verify', 'audit verify --tenant nordic-dental --anchors audit-anchors.jsonl --json'],
  failsWith: 2,
  run: (context, { tenant: name, anchors }) =>
    opened(context, async (log) => {
      const one = name === undefined || name === 'all' ? undefined : await log.tenantIdOf(name);
      const { told, verifyAll } = await import('../audit/verify.ts');
      const result = await verifyAll(log, { tenant: one, files: anchors });
      return { data: result, text: told(result), ...(!result.ok && { code: 1 }) };
    }),
});

const list = defineCommand({
  name: 'audit list',
  summary: 'Lists who did what, the newest first.',
  options: { tenant, ...filters, ...pageOptions },
  examples: [
    'audit list --tenant nordic-dental',
    'audit list --tenant platform --actor command-line --from 2026-03-01T00:00:00Z',
  ],
  async run(context, { tenant: name, ...given }) {
    const query = fitting(AuditQuery, defined(given));
    const page = await opened(context, async (log) => {
      const { scope } = commandLine(await log.tenantIdOf(name), newId('req'));
      return log.audit.list(scope, query, { fullNumbers: true });
    });
    return paged(
      context,
      page,
      {
        at: ({ at }) => at,
        action: ({ action }) => action,
        outcome: ({ outcome, failure }) => failure ?? outcome,
        who: ({ actor }) => actor.name ?? actor.id,
        'on what': ({ resource }) => resource.id,
        request: ({ requestId }) => requestId,
      },
      'There is no such entry.',
    );
  },
});

const exporting = defineCommand({
  name: 'audit export',
  summary:
    'Writes the log of a tenant to standard output, the newest first; that it was taken is noted in it.',
  options: {
    tenant,
    ...filters,
    format: { type: 'text', value: 'FORMAT', description: 'jsonl or csv; jsonl if nothing is said.' },
  },
  examples: [
    'audit export --tenant nordic-dental > audit.jsonl',
    'audit export --tenant nordic-dental --format csv --from 2026-03-01T00:00:00Z > audit.csv',
  ],
  async run(context, { tenant: name, ...given }) {
    const query = fitting(AuditExportQuery, defined(given));
    return opened(context, async (log) => {
      const caller = commandLine(await log.tenantIdOf(name), newId('req'));
      const { body } = await log.audit.export({ actor: caller, ...caller }, query);
      await pipeline(body, context.stdout, { end: false });
      return undefined;
    });
  },
});

export const audit: Family = {
  name: 'audit',
  summary: 'Who did what: whether the log is whole, and what is in it.',
  commands: [verify, list, exporting],
};
