/** By which secrets what arrives is believed; several are good while a provider changes from one to the next. */
import { Plus } from 'lucide-react';
import type { Connection } from '../../../src/contract/connections.ts';
import { ask } from '../session/ask.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { Moment } from '../ui/moment.tsx';
import { SecretField } from './credential-fields.tsx';
import { outdated } from './use-connection.ts';

const { secrets: words } = texts.connections;

interface Props {
  readonly connection: Connection;
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
  readonly mayWrite: boolean;
}

export function SecretCard({ connection: { id, secrets }, tenantId, zone, mayWrite }: Props) {
  const path = `/v1/connections/${id}/secrets`;
  const remove = useChange<string, Connection>({
    send: (secretId) => ask(`${path}/${secretId}`, tenantId, { method: 'DELETE' }),
    outdates: outdated,
    done: words.removed,
  });
  return (
    <Card
      flush
      title={words.title}
      action={
        mayWrite && (
          <FormDialog
            action={words.add}
            icon={<Plus aria-hidden size={16} />}
            title={words.add}
            submit={words.addIt}
            done={words.added}
            outdates={outdated}
            send={(form) =>
              ask<Connection>(path, tenantId, { method: 'POST', body: { secret: textIn(form, 'secret') } })
            }
          >
            <SecretField label={words.secret} hint={words.secretHint} name="secret" required />
          </FormDialog>
        )
      }
    >
      <p className="border-b border-line px-4 py-3 text-ink-2">{words.hint}</p>
      <ul>
        {secrets.map(({ id: secretId, createdAt }, index) => (
          <li
            key={secretId}
            className="flex min-h-12 flex-wrap items-center gap-x-3 border-b border-line py-1 pr-2 pl-4 last:border-b-0"
          >
            <span>
              {words.since} <Moment at={createdAt} zone={zone} />
            </span>
            {secrets.length > 1 && index === secrets.length - 1 && <Badge>{words.newest}</Badge>}
            {secrets.length === 1 && <span className="text-sm text-ink-3">{words.last}</span>}
            {mayWrite && secrets.length > 1 && (
              <div className="ml-auto">
                <Confirm
                  kind="quiet"
                  action={words.remove}
                  question={words.removeTitle}
                  hint={words.removeHint}
                  busy={remove.isPending}
                  onConfirm={() => remove.mutate(secretId)}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
