import { ask } from '../session/ask.ts';
import { texts } from '../texts.ts';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { passwordIn } from './password-in.ts';

const { password: words } = texts.account;

export function PasswordCard() {
  return (
    <Card
      title={words.title}
      action={
        <FormDialog
          action={words.change}
          kind="quiet"
          title={words.change}
          submit={words.save}
          done={words.saved}
          outdates={[['sessions']]}
          send={(form) => {
            const body = { current: passwordIn(form, 'current'), password: passwordIn(form, 'password') };
            return ask<null>('/v1/auth/password', undefined, { method: 'POST', body });
          }}
        >
          <Field
            label={words.current}
            name="current"
            type="password"
            autoComplete="current-password"
            required
          />
          <Field
            label={words.next}
            hint={words.nextHint}
            name="password"
            type="password"
            autoComplete="new-password"
            required
          />
        </FormDialog>
      }
    >
      <p className="text-ink-2">{words.hint}</p>
    </Card>
  );
}
