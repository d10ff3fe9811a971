/** The form whose last field is a password that nobody has had before. */
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { useForm } from './use-form.ts';

interface Props {
  readonly label: string;
  /** What the button says. */
  readonly action: string;
  readonly send: Parameters<typeof useForm>[0];
  /** What is asked for before it. */
  readonly children?: ReactNode;
}

export function NewPasswordForm({ label, action, send, children }: Props) {
  const { problem, busy, onSubmit } = useForm(send);
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {problem && <Problem error={problem} />}
      {children}
      <Field
        label={label}
        hint={texts.signIn.passwordHint}
        name="password"
        type="password"
        autoComplete="new-password"
        required
      />
      <Button type="submit" kind="primary" disabled={busy}>
        {action}
      </Button>
    </form>
  );
}
