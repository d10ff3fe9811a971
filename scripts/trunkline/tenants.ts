/** trunkline tenants */
import {
  billingMethods,
  NewTenant,
  StatusChange,
  type Tenant,
  TenantChange,
  TenantQuery,
  tenantStatuses,
} from '../../src/contract/tenants.ts';
import { defined } from '../../src/core/defined.ts';
import { type Answer, type Command, defineCommand, type Family, type Options } from './command.ts';
import { type House, withHouse } from './house.ts';
import { jsonOption } from './json-option.ts';
import { tenantArgument, tenantNamed } from './named.ts';
import { details } from './output.ts';
import { paged, pageOptions } from './page.ts';
import { fitting } from './wrong-use.ts';

const answerOf = (tenant: Tenant): Answer => ({ data: tenant, text: details(tenant) });

const settings = {
  settings: {
    type: 'text',
    value: 'JSON',
    description:
      'Those that change: recording, transcription, redaction, retentionDays, legalHold and others.',
  },
  limits: {
    type: 'text',
    value: 'JSON',
    description: 'Those that change, each with what is soft and what is hard: callsPerDay and others.',
  },
  billingMethod: { type: 'text', value: 'HOW', description: `One of ${billingMethods.join(', ')}.` },
} as const satisfies Options;

const rev = {
  type: 'number',
  value: 'N',
  description: 'The revision that you saw: where there is a newer one, nothing is done.',
} as const;

const list = defineCommand({
  name: 'tenants list',
  summary: 'Lists tenants, the newest first; the platform’s own is the last one.',
  options: {
    search: { type: 'text', description: 'A part of the name or of the slug.' },
    status: { type: 'text', value: 'STATUS', description: `One of ${tenantStatuses.join(', ')}.` },
    ...pageOptions,
  },
  examples: ['tenants list', 'tenants list --status suspended --json'],
  async run(context, given) {
    const query = fitting(TenantQuery, given);
    const page = await withHouse(context, ({ app }) => app.tenants.list(query));
    return paged(
      context,
      page,
      {
        id: ({ id }) => id,
        slug: ({ slug }) => slug,
        name: ({ name }) => name,
        status: ({ status }) => status,
        created: ({ createdAt }) => createdAt,
      },
      'There is no such tenant.',
    );
  },
});

const show = defineCommand({
  name: 'tenants show',
  summary: 'Shows all about a tenant.',
  arguments: tenantArgument,
  examples: ['tenants show nordic-dental'],
  run: (context, { tenant }) =>
    withHouse(context, async (house) => answerOf(await tenantNamed(house, tenant))),
});

const create = defineCommand({
  name: 'tenants create',
  summary: 'Makes a tenant.',
  options: {
    name: { type: 'text', value: 'NAME', required: true, description: 'As people know it.' },
    slug: { type: 'text', value: 'SLUG', required: true, description: 'Short, for addresses; unique.' },
    currency: { type: 'text', value: 'CODE', required: true, description: 'By ISO 4217, as EUR.' },
    timeZone: {
      type: 'text',
      value: 'ZONE',
      required: true,
      description: 'Where its days begin, as Europe/Stockholm.',
    },
    ...settings,
  },
  examples: [
    'tenants create --name "Nordic Dental" --slug nordic-dental --currency EUR --time-zone Europe/Stockholm',
  ],
  async run(context, given) {
    const { settings, limits, ...rest } = given;
    const wanted = {
      ...rest,
      settings: jsonOption('settings', settings),
      limits: jsonOption('limits', limits),
    };
    const tenant = fitting(NewTenant, defined(wanted));
    return withHouse(context, async ({ app, as }) => answerOf(await app.tenants.create(as(), tenant)));
  },
});

const update = defineCommand({
  name: 'tenants update',
  summary: 'Changes what is named of a tenant, and leaves the rest as it is.',
  arguments: tenantArgument,
  options: {
    name: { type: 'text', value: 'NAME', description: 'As people know it.' },
    slug: { type: 'text', value: 'SLUG', description: 'Short, for addresses; unique.' },
    currency: { type: 'text', value: 'CODE', description: 'By ISO 4217, as EUR.' },
    timeZone: { type: 'text', value: 'ZONE', description: 'Where its days begin, as Europe/Stockholm.' },
    ...settings,
    rev,
  },
  examples: [
    'tenants update nordic-dental --name "Nordic Dental AB"',
    `tenants update nordic-dental --settings '{"legalHold":true}'`,
    `tenants update nordic-dental --limits '{"concurrentCalls":{"soft":16,"hard":20}}'`,
  ],
  async run(context, { tenant: name, rev: seen, settings, limits, ...rest }) {
    const wanted = {
      ...rest,
      settings: jsonOption('settings', settings),
      limits: jsonOption('limits', limits),
    };
    // What cannot be is said before anything is opened.
    fitting(TenantChange, defined({ ...wanted, rev: seen ?? 1 }));
    return withHouse(context, async (house) => {
      const { id, rev: now } = await tenantNamed(house, name);
      const change = fitting(TenantChange, defined({ ...wanted, rev: seen ?? now }));
      return answerOf(await house.app.tenants.change(house.as(), id, change));
    });
  },
});

function statusCommand(
  verb: 'suspend' | 'resume' | 'close',
  to: Tenant['status'],
  summary: string,
  question?: (tenant: string) => string,
): Command {
  return defineCommand({
    name: `tenants ${verb}`,
    summary,
    arguments: tenantArgument,
    options: {
      reason: { type: 'text', required: true, description: 'Why, for the log and for the tenant.' },
      rev,
    },
    examples: [
      `tenants ${verb} nordic-dental --reason "The invoice of February was${verb === 'resume' ? '' : ' not'} paid."`,
    ],
    ...(question !== undefined && { asks: ({ tenant }: { tenant: string }) => question(tenant) }),
    async run(context, { tenant: name, reason, rev: seen }) {
      fitting(StatusChange, { reason, rev: seen ?? 1 });
      return withHouse(context, async (house: House) => {
        const { id, rev: now } = await tenantNamed(house, name);
        const why = fitting(StatusChange, { reason, rev: seen ?? now });
        return answerOf(await house.app.tenants.setStatus(house.as(), id, to, why));
      });
    },
  });
}

export const tenants: Family = {
  name: 'tenants',
  summary: 'The customers of the platform.',
  commands: [
    list,
    show,
    create,
    update,
    statusCommand(
      'suspend',
      'suspended',
      'Turns away a tenant’s keys and people within a second; nothing is lost.',
      (tenant) => `Turn away all keys and people of ${tenant}?`,
    ),
    statusCommand('resume', 'active', 'Ends a suspension.'),
    statusCommand('close', 'closed', 'Closes a tenant, for good.', (tenant) => `Close ${tenant} for good?`),
  ],
};
