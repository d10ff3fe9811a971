/** Where the link of an invitation leads. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Invitation } from '../../../src/contract/access.ts';
import { request } from '../session/request.ts';
import { texts } from '../texts.ts';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SignInFrame } from './frame.tsx';
import { NewPasswordForm } from './new-password-form.tsx';
import { tokenOfLink } from './token.ts';

const words = texts.signIn;

export function InvitationPage() {
  const [token] = useState(tokenOfLink);
  const [joined, setJoined] = useState(false);
  const { data, error, isLoading } = useQuery({
    queryKey: ['invitation', token],
    enabled: token !== undefined,
    queryFn: () => request<Invitation>('/v1/auth/invitation', { method: 'POST', body: { token } }),
  });
  return (
    <SignInFrame title={words.invitationTitle(data?.tenant ?? texts.product)}>
      {token === undefined && <p role="alert">{words.noToken}</p>}
      {error && <Problem error={error} />}
      {isLoading && <Skeleton rows={3} />}
      {joined && <p role="status">{words.saved}</p>}
      {data && !joined && (
        <NewPasswordForm
          label={words.password}
          action={words.join}
          send={async ({ name, password }) => {
            await request('/v1/auth/invitation/accept', { method: 'POST', body: { token, name, password } });
            setJoined(true);
          }}
        >
          <p className="text-ink-2">{words.invitedBy(data.inviter, data.role)}</p>
          <input type="hidden" autoComplete="username" value={data.email} />
          <Field label={words.name} name="name" defaultValue={data.name} autoComplete="name" required />
        </NewPasswordForm>
      )}
      {error && (
        <Link to="/forgotten" className="self-start text-accent underline">
          {words.forgotten}
        </Link>
      )}
      <Link to="/sign-in" className="self-start text-accent underline">
        {words.back}
      </Link>
    </SignInFrame>
  );
}
