import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../session/request.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { SignInFrame } from './frame.tsx';
import { useForm } from './use-form.ts';

const words = texts.signIn;

export function ForgottenPage() {
  const [sent, setSent] = useState(false);
  const { problem, busy, onSubmit } = useForm(async ({ email }) => {
    await request('/v1/auth/password-reset', { method: 'POST', body: { email } });
    setSent(true);
  });
  return (
    <SignInFrame title={words.forgottenTitle}>
      {sent ? (
        <p role="status">{words.linkSent}</p>
      ) : (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          {problem && <Problem error={problem} />}
          <Field label={words.email} name="email" type="email" autoComplete="username" required />
          <Button type="submit" kind="primary" disabled={busy}>
            {words.sendLink}
          </Button>
        </form>
      )}
      <Link to="/sign-in" className="self-start text-accent underline">
        {words.back}
      </Link>
    </SignInFrame>
  );
}
