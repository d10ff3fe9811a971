/** Where the link of a mail leads that somebody asked for who forgot their password. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../session/request.ts';
import { texts } from '../texts.ts';
import { SignInFrame } from './frame.tsx';
import { NewPasswordForm } from './new-password-form.tsx';
import { tokenOfLink } from './token.ts';

const words = texts.signIn;

export function PasswordPage() {
  const [token] = useState(tokenOfLink);
  const [saved, setSaved] = useState(false);
  return (
    <SignInFrame title={words.resetTitle}>
      {token === undefined && <p role="alert">{words.noToken}</p>}
      {saved && <p role="status">{words.saved}</p>}
      {token !== undefined && !saved && (
        <NewPasswordForm
          label={words.newPassword}
          action={words.save}
          send={async ({ password }) => {
            await request('/v1/auth/password-reset/perform', { method: 'POST', body: { token, password } });
            setSaved(true);
          }}
        />
      )}
      <Link to="/sign-in" className="self-start text-accent underline">
        {words.back}
      </Link>
    </SignInFrame>
  );
}
