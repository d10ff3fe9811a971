/** Where the link of a mail leads that somebody asked for who forgot their password. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../session/request.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { SignInFrame } from './frame.tsx';
import { tokenOfLink } from './token.ts';
import { useForm } from './use-form.ts';

const words = texts.signIn;

export function PasswordPage() {
  const [token] = useState(tokenOfLink);
  const [saved, setSaved] = useState(false);
  const { problem, busy, onSubmit } = useForm(async ({ password }) => {
    await request('/v1/auth/password-reset/perform', { method: 'POST', body: { token, password } });
    setSaved(true);
  });
  return (
    <SignInFrame title={words.resetTitle}>
      {token === undefined && <p role="alert">{words.noToken}</p>}
      {saved && <p role="status">{words.saved}</p>}
      {token !== undefined && !saved && (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          {problem && <Problem error={problem} />}
          <Field
            label={words.newPassword}
            hint={words.passwordHint}
            name="password"
            type="password"
            autoComplete="new-password"
            required
          />
          <Button type="submit" kind="primary" disabled={busy}>
            {words.save}
          </Button>
        </form>
      )}
      <Link to="/sign-in" className="self-start text-accent underline">
        {words.back}
      </Link>
    </SignInFrame>
  );
}
