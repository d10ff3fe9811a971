/** A part of what is known of a tenant, which is saved by itself. */
import type { ReactNode } from 'react';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { ask } from '../session/ask.ts';
import { ApiError } from '../session/request.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Problem } from '../ui/problem.tsx';
import { type OpenTenant, outdatedByTenant } from './use-tenant.ts';

export interface TenantFormProps {
  readonly of: OpenTenant;
  /** Else it is shown and nothing can be changed. */
  readonly mayWrite: boolean;
}

interface Props extends TenantFormProps {
  readonly title: string;
  readonly children: ReactNode;
  changeIn(form: FormData): object;
}

export function TenantForm({ of, mayWrite, title, children, changeIn }: Props) {
  const { path, tenantId, tenant, opened, changed, reload } = of;
  const { mutate, error, isPending } = useChange<FormData, Tenant>({
    send: (form) => ask(path, tenantId, { method: 'PATCH', body: { rev: tenant.rev, ...changeIn(form) } }),
    outdates: outdatedByTenant,
    done: texts.tenants.saved,
    onDone: changed,
    isShown: true,
  });
  const isOutdated = error instanceof ApiError && error.code === 'REVISION_OUTDATED';
  return (
    <Card title={title}>
      <form
        key={opened}
        onSubmit={(event) => {
          event.preventDefault();
          mutate(new FormData(event.currentTarget));
        }}
      >
        <fieldset disabled={!mayWrite} className="flex min-w-0 flex-col gap-4">
          <legend className="sr-only">{title}</legend>
          {error && <Problem error={error} {...(isOutdated && { again: () => void reload() })} />}
          {children}
          {mayWrite && (
            <Button type="submit" kind="primary" disabled={isPending} className="self-start">
              {texts.tenants.save}
            </Button>
          )}
        </fieldset>
      </form>
    </Card>
  );
}
