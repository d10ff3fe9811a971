/** Whether a tenant is let in; changed with a reason, which everybody can read later. */
import type { Tenant } from '../../../src/contract/tenants.ts';
import { ask } from '../session/ask.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import type { TenantFormProps } from './tenant-form.tsx';
import { outdatedByTenant } from './use-tenant.ts';

const tones = { active: 'live', suspended: 'ring', closed: 'quiet' } as const;

export function TenantBadge({ status }: Pick<Tenant, 'status'>) {
  return (
    <Badge tone={tones[status]} dot>
      {texts.tenants.status[status]}
    </Badge>
  );
}

/** What can be done where it is what it is. */
const verbs = { active: ['suspend', 'close'], suspended: ['activate', 'close'], closed: [] } as const;
const words = {
  suspend: {
    title: texts.tenants.suspendTitle,
    hint: texts.tenants.suspendHint,
    done: texts.tenants.suspended,
  },
  activate: {
    title: texts.tenants.activateTitle,
    hint: texts.tenants.activateHint,
    done: texts.tenants.activated,
  },
  close: { title: texts.tenants.closeTitle, hint: texts.tenants.closeHint, done: texts.tenants.closed },
};

export function StatusCard({ of, mayWrite }: TenantFormProps) {
  const { tenant, path, changed } = of;
  const { name, rev, status, statusReason, statusAt, timeZone } = tenant;
  return (
    <Panel title={texts.tenants.statusTitle}>
      <p className="flex flex-wrap items-center gap-2">
        <TenantBadge status={status} />
        <span className="text-ink-2">
          {texts.tenants.since} <Moment at={statusAt} zone={timeZone} />
        </span>
      </p>
      {statusReason && <p className="mt-2">{statusReason}</p>}
      {mayWrite && verbs[status].length > 0 && (
        <div className="mt-4 flex flex-wrap gap-2">
          {verbs[status].map((verb) => (
            <FormDialog
              key={verb}
              action={texts.tenants[verb]}
              title={words[verb].title(name)}
              submit={texts.tenants[verb]}
              submitKind={verb === 'activate' ? 'primary' : 'danger'}
              done={words[verb].done}
              outdates={outdatedByTenant}
              send={(form) =>
                ask<Tenant>(`${path}/${verb}`, undefined, {
                  method: 'POST',
                  body: { rev, reason: textIn(form, 'reason') },
                })
              }
              onDone={changed}
            >
              <p className="text-ink-2">{words[verb].hint}</p>
              <Field
                label={texts.tenants.reason}
                hint={texts.tenants.reasonHint}
                name="reason"
                maxLength={500}
                required
              />
              {verb === 'close' && <Check label={texts.tenants.closeSure} required />}
            </FormDialog>
          ))}
        </div>
      )}
    </Panel>
  );
}
