/** Where the link of an invitation leads. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Invitation } from '../../../src/contract/access.ts';
import { request } from '../session/request.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SignInFrame } from './frame.tsx';
import { tokenOfLink } from './token.ts';
import { useForm } from './use-form.ts';

const words = texts.signIn;

export function InvitationPage() {
  const [token] = useState(tokenOfLink);
  const [joined, setJoined] = useState(false);
  const { data, error, isLoading } = useQuery({
    queryKey: ['invitation', token],
    enabled: token !== undefined,
    queryFn: () => request<Invitation>('/v1/auth/invitation', { method: 'POST', body: { token } }),
  });
  const { problem, busy, onSubmit } = useForm(async ({ name, password }) => {
    await request('/v1/auth/invitation/accept', { method: 'POST', body: { token, name, password } });
    setJoined(true);
  });
  return (
    <SignInFrame title={words.invitationTitle(data?.tenant ?? texts.product)}>
      {token === undefined && <p role="alert">{words.noToken}</p>}
      {error && <Problem error={error} />}
      {isLoading && <Skeleton rows={3} />}
      {joined && <p role="status">{words.saved}</p>}
      {data && !joined && (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          <p className="text-ink-2">{words.invitedBy(data.inviter, data.role)}</p>
          {problem && <Problem error={problem} />}
          <input type="hidden" autoComplete="username" value={data.email} />
          <Field label={words.name} name="name" defaultValue={data.name} autoComplete="name" required />
          <Field
            label={words.password}
            hint={words.passwordHint}
            name="password"
            type="password"
            autoComplete="new-password"
            required
          />
          <Button type="submit" kind="primary" disabled={busy}>
            {words.join}
          </Button>
        </form>
      )}
      <Link to="/sign-in" className="self-start text-accent underline">
        {words.back}
      </Link>
    </SignInFrame>
  );
}
