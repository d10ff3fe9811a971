/** What can be said of a key: for a new one, and for one that is changed. */
import type { ApiKey } from '../../../src/contract/keys.ts';
import { texts } from '../texts.ts';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';
import { momentTyped, typedMoment } from '../ui/typed-moment.ts';
import { ScopeChoice } from './scope-choice.tsx';

export function KeyFields({ apiKey }: { apiKey?: ApiKey }) {
  return (
    <>
      <Field
        label={texts.keys.name}
        hint={texts.keys.nameHint}
        name="name"
        defaultValue={apiKey?.name}
        maxLength={80}
        required
      />
      <ScopeChoice granted={apiKey?.scopes ?? ['calls:read']} />
      <Field
        label={texts.keys.expiresAt}
        hint={texts.keys.expiresHint}
        name="expiresAt"
        type="datetime-local"
        defaultValue={typedMoment(apiKey?.expiresAt)}
      />
    </>
  );
}

export function keyIn(form: FormData) {
  return {
    name: textIn(form, 'name'),
    scopes: form.getAll('scopes'),
    expiresAt: momentTyped(textIn(form, 'expiresAt')) ?? null,
  };
}
