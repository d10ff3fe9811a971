import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Connection } from '../../../src/contract/connections.ts';
import { ask } from '../session/ask.ts';
import { texts } from '../texts.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { Select } from '../ui/select.tsx';
import { CredentialFields, credentialsIn, SecretField } from './credential-fields.tsx';
import { outdated } from './use-connection.ts';

const { connections: words } = texts;
const providers = Object.entries(words.providers);

export function NewConnection({ tenantId }: { tenantId: string | undefined }) {
  const navigate = useNavigate();
  return (
    <FormDialog
      action={words.add}
      kind="primary"
      icon={<Plus aria-hidden size={16} className="max-md:hidden" />}
      title={words.addTitle}
      submit={words.addIt}
      done={words.added}
      outdates={outdated}
      send={(form) =>
        ask<Connection>('/v1/connections', tenantId, { method: 'POST', body: connectionIn(form) })
      }
      // There stands what is to be done next.
      onDone={({ id }) =>
        navigate({
          to: '/connections/$connectionId',
          params: { connectionId: id } as never,
          search: ((now: object) => now) as never,
        })
      }
    >
      <Fields />
    </FormDialog>
  );
}

function Fields() {
  const [provider, setProvider] = useState<Connection['provider']>('bland');
  const [simulated, setSimulated] = useState(false);
  return (
    <>
      <input type="hidden" name="provider" value={provider} />
      <Select
        label={words.provider}
        value={provider}
        options={providers}
        onChange={(value) => setProvider(value === 'twilio' ? value : 'bland')}
      />
      <Field label={words.name} hint={words.nameHint} name="name" maxLength={80} required />
      <CredentialFields key={provider} provider={provider} />
      {provider === 'bland' && (
        <>
          <SecretField
            label={words.webhookSecret}
            hint={words.webhookSecretHint}
            name="webhookSecret"
            required
          />
          <Field label={words.organisation} name="accountId" maxLength={80} autoComplete="off" />
        </>
      )}
      <Check
        label={words.simulated}
        hint={words.simulatedHint}
        checked={simulated}
        onChange={({ target }) => setSimulated(target.checked)}
      />
      {simulated && (
        <Field label={words.baseUrl} hint={words.baseUrlHint} name="baseUrl" type="url" required />
      )}
    </>
  );
}

/** What is not asked for is not said. */
function connectionIn(form: FormData) {
  const provider = textIn(form, 'provider') === 'twilio' ? 'twilio' : 'bland';
  const given = ['webhookSecret', 'accountId', 'baseUrl'].filter((name) => textIn(form, name) !== '');
  return {
    name: textIn(form, 'name'),
    credentials: credentialsIn(form, provider),
    simulated: form.has('baseUrl'),
    ...Object.fromEntries(given.map((name) => [name, textIn(form, name)])),
  };
}
