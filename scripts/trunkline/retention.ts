/** trunkline retention: how long what is kept, and removing what is older at once. */
import { platformTenantId } from '../../src/core/caller.ts';
import { Unavailable } from '../../src/core/errors.ts';
import { isKeptFor } from '../../src/services/privacy/registry.ts';
import { daysOf } from '../../src/services/privacy/retention/sweep.ts';
import { defineCommand, type Family } from './command.ts';
import { withHouse } from './house.ts';
import { tenantNamed, tenantOption } from './named.ts';
import { table } from './output.ts';

const show = defineCommand({
  name: 'retention show',
  summary: 'Shows how long each kind of data is kept: usually, or by a tenant.',
  options: { tenant: tenantOption },
  examples: ['retention show', 'retention show --tenant nordic-dental'],
  async run(context, { tenant: name }) {
    const { settings, kinds } = await withHouse(context, async (house) => ({
      settings: name === undefined ? undefined : (await tenantNamed(house, name)).settings,
      kinds: house.app.privacy.kinds,
    }));
    const rows = kinds.map(({ name: kind, retention }) => {
      if (!isKeptFor(retention)) return { kind, days: null, least: null, most: null, why: retention.because };
      const { days, from } = retention;
      const kept = daysOf(kind, retention, { retentionDays: settings?.retentionDays ?? {} });
      return { kind, days: kept, least: days.least, most: days.most, why: `Counted from ${from}.` };
    });
    const legalHold = settings?.legalHold ?? false;
    if (legalHold) context.tell('A legal hold: nothing of this tenant is removed at present.');
    const text = table(
      rows,
      {
        kind: ({ kind }) => kind,
        days: ({ days }) => days,
        least: ({ least }) => least,
        most: ({ most }) => most,
        why: ({ why }) => why,
      },
      'Nothing is kept.',
    );
    return { data: { legalHold, items: rows }, text };
  },
});

const run = defineCommand({
  name: 'retention run',
  summary: 'Removes now what every tenant has had for longer than it is kept.',
  description: 'Workers do the same every six hours.',
  examples: ['retention run', 'retention run --yes --json'],
  asks: () => 'Remove everything that is older than it is kept, of every tenant?',
  async run(context) {
    const { tell, signal } = context;
    const reports = await withHouse(context, ({ app, as }) => {
      const by = as();
      const event = { action: 'retention.run', resource: { type: 'tenant', id: platformTenantId } } as const;
      return app.audit.record(by.scope, by, event, async () => {
        const found = await app.privacy.sweeps.retention(signal);
        if (found === undefined) throw new Unavailable('A worker is at it this moment.');
        return found;
      });
    });
    if (signal.aborted) tell('It was stopped; the next run goes on.');
    const text = table(
      reports,
      {
        tenant: ({ tenantId }) => tenantId,
        held: ({ held }) => (held ? 'a legal hold' : null),
        removed: ({ removed }) => Object.entries(removed).map(([kind, count]) => `${kind} ${count}`),
      },
      'Nothing is older than it is kept.',
    );
    return { data: { items: reports }, text, ...(signal.aborted && { code: 1 }) };
  },
});

export const retention: Family = {
  name: 'retention',
  summary: 'How long what is kept, and removing what is older.',
  commands: [show, run],
};
