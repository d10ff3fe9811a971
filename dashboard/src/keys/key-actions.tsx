/** What can be done with a key that is not revoked. */
import { useState } from 'react';
import type { ApiKey, ApiKeyWithSecret } from '../../../src/contract/keys.ts';
import { ask } from '../session/ask.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Choice } from '../ui/choice.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { KeyFields, keyIn } from './key-fields.tsx';
import { SecretDialog } from './secret-dialog.tsx';

const outdates = [['keys']];
/** A day: long enough to bring it to every program without haste. */
const usualOverlap = '86400';

export function KeyActions({ apiKey, tenantId }: { apiKey: ApiKey; tenantId: string }) {
  const { id, name, rev } = apiKey;
  const path = `/v1/keys/${id}`;
  const [rotated, setRotated] = useState<ApiKeyWithSecret>();
  const revoke = useChange<void, ApiKey>({
    send: () => ask(`${path}/revoke`, tenantId, { method: 'POST' }),
    outdates,
    done: texts.keys.revoked,
  });
  return (
    <div className="-ml-3 flex">
      <FormDialog
        action={texts.keys.change}
        kind="quiet"
        title={texts.keys.changeTitle(name)}
        submit={texts.keys.save}
        done={texts.keys.saved}
        outdates={outdates}
        send={(form) => ask(path, tenantId, { method: 'PATCH', body: { rev, ...keyIn(form) } })}
      >
        <KeyFields apiKey={apiKey} />
      </FormDialog>
      <FormDialog
        action={texts.keys.rotate}
        kind="quiet"
        title={texts.keys.rotateTitle(name)}
        submit={texts.keys.rotateIt}
        done={texts.keys.rotated}
        outdates={outdates}
        send={(form) =>
          ask<ApiKeyWithSecret>(`${path}/rotate`, tenantId, {
            method: 'POST',
            body: { rev, overlapSec: Number(textIn(form, 'overlapSec')) },
          })
        }
        onDone={setRotated}
      >
        <p className="text-ink-2">{texts.keys.rotateHint}</p>
        <Choice
          label={texts.keys.overlap}
          name="overlapSec"
          defaultValue={usualOverlap}
          options={Object.entries(texts.keys.overlaps)}
        />
      </FormDialog>
      <Confirm
        kind="quiet"
        action={texts.keys.revoke}
        question={texts.keys.revokeTitle(name)}
        hint={texts.keys.revokeHint}
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
      <SecretDialog made={rotated} onClose={() => setRotated(undefined)} />
    </div>
  );
}
