import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ApiKeyWithSecret } from '../../../src/contract/keys.ts';
import { ask } from '../session/ask.ts';
import { texts } from '../texts.ts';
import { Choice } from '../ui/choice.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { KeyFields, keyIn } from './key-fields.tsx';
import { SecretDialog } from './secret-dialog.tsx';

export function NewKey({ tenantId }: { tenantId: string }) {
  const [made, setMade] = useState<ApiKeyWithSecret>();
  return (
    <>
      <FormDialog
        action={texts.keys.make}
        kind="primary"
        icon={<Plus aria-hidden size={16} className="max-md:hidden" />}
        title={texts.keys.makeTitle}
        submit={texts.keys.makeIt}
        done={texts.keys.made1}
        outdates={[['keys']]}
        send={(form) =>
          ask<ApiKeyWithSecret>('/v1/keys', tenantId, {
            method: 'POST',
            body: { ...keyIn(form), mode: textIn(form, 'mode') },
          })
        }
        onDone={setMade}
      >
        <KeyFields />
        <Choice label={texts.keys.mode} name="mode" options={Object.entries(texts.keys.modes)} />
      </FormDialog>
      <SecretDialog made={made} onClose={() => setMade(undefined)} />
    </>
  );
}
