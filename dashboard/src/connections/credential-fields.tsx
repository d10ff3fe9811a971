/** What opens an account: each provider has its own. */
import type { ComponentProps } from 'react';
import type { Connection, Credentials } from '../../../src/contract/connections.ts';
import { texts } from '../texts.ts';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';

const { connections: words } = texts;

interface Props {
  readonly provider: Connection['provider'];
  /** By which the provider knows the account, where that is known. */
  readonly accountId?: string | null;
}

export function CredentialFields({ provider, accountId }: Props) {
  if (provider === 'bland')
    return (
      <>
        <SecretField label={words.apiKey} name="apiKey" required />
        <SecretField label={words.encryptedKey} hint={words.encryptedKeyHint} name="encryptedKey" />
      </>
    );
  return (
    <>
      <Field
        label={words.accountSid}
        name="accountSid"
        pattern="AC[0-9a-fA-F]{32}"
        placeholder="AC…"
        autoComplete="off"
        defaultValue={accountId ?? undefined}
        readOnly={accountId != null}
        required
      />
      <SecretField label={words.authToken} hint={words.authTokenHint} name="authToken" required />
      <Field
        label={words.apiKeySid}
        hint={words.apiKeySidHint}
        name="apiKeySid"
        pattern="SK[0-9a-fA-F]{32}"
        autoComplete="off"
      />
      <SecretField label={words.apiKeySecret} name="apiKeySecret" />
    </>
  );
}

/** Nobody who looks over a shoulder reads it, and no browser keeps it for another page. */
export function SecretField(props: Omit<ComponentProps<typeof Field>, 'type'>) {
  return <Field type="password" autoComplete="new-password" minLength={8} maxLength={512} {...props} />;
}

export function credentialsIn(form: FormData, provider: Connection['provider']): Credentials {
  const text = (name: string) => textIn(form, name);
  if (provider === 'bland') {
    const encryptedKey = text('encryptedKey');
    return { provider, apiKey: text('apiKey'), ...(encryptedKey !== '' && { encryptedKey }) };
  }
  const apiKey = { sid: text('apiKeySid'), secret: text('apiKeySecret') };
  return {
    provider,
    accountSid: text('accountSid'),
    authToken: text('authToken'),
    // One half of it is refused by the API, in words.
    ...((apiKey.sid !== '' || apiKey.secret !== '') && { apiKey }),
  };
}
