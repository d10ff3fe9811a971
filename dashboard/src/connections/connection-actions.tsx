/** What can be done with an account at a provider. */
import { useNavigate } from '@tanstack/react-router';
import type { Connection } from '../../../src/contract/connections.ts';
import { ask } from '../session/ask.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Choice } from '../ui/choice.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { CheckButton } from './check-button.tsx';
import { CredentialFields, credentialsIn } from './credential-fields.tsx';
import { outdated } from './use-connection.ts';

const { connections: words } = texts;

interface Props {
  readonly connection: Connection;
  readonly tenantId: string | undefined;
}

export function ConnectionActions({ connection, tenantId }: Props) {
  const { id, name, provider, status, accountId, baseUrl, rev } = connection;
  const navigate = useNavigate();
  const path = `/v1/connections/${id}`;
  const patch = (body: object) =>
    ask<Connection>(path, tenantId, { method: 'PATCH', body: { rev, ...body } });
  const close = useChange<void, null>({
    send: () => ask(path, tenantId, { method: 'DELETE' }),
    // Not the connection itself: there is none to be asked for any more.
    outdates: [['connections'], ['numbers']],
    done: words.closed,
    onDone: () => void navigate({ to: '/connections', search: ((now: object) => now) as never }),
  });
  return (
    <div className="flex flex-wrap gap-2">
      <CheckButton connection={connection} tenantId={tenantId} />
      <FormDialog
        action={words.change}
        title={words.changeTitle(name)}
        submit={words.save}
        done={words.saved}
        outdates={outdated}
        send={(form) => patch(changeIn(form))}
      >
        <Field
          label={words.name}
          hint={words.nameHint}
          name="name"
          defaultValue={name}
          maxLength={80}
          required
        />
        <Choice
          label={words.statusOf}
          name="status"
          defaultValue={status}
          options={Object.entries(words.statuses)}
        />
        {baseUrl !== null && (
          <Field
            label={words.baseUrl}
            hint={words.baseUrlHint}
            name="baseUrl"
            type="url"
            defaultValue={baseUrl}
            required
          />
        )}
      </FormDialog>
      <FormDialog
        action={words.credentials}
        title={words.credentialsTitle(name)}
        submit={words.credentialsIt}
        done={words.credentialsSet}
        outdates={outdated}
        send={(form) => patch({ credentials: credentialsIn(form, provider) })}
      >
        <p className="text-ink-2">{words.credentialsHint}</p>
        <CredentialFields provider={provider} accountId={accountId} />
      </FormDialog>
      <Confirm
        action={words.close}
        question={words.closeTitle(name)}
        hint={words.closeHint}
        busy={close.isPending}
        onConfirm={() => close.mutate()}
      />
    </div>
  );
}

/** What is not asked for is not changed. */
function changeIn(form: FormData) {
  const given = ['name', 'status', 'baseUrl'].filter((each) => form.has(each));
  return Object.fromEntries(given.map((each) => [each, textIn(form, each)]));
}
