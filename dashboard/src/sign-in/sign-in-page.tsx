import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { LoginAnswer, SignedIn } from '../../../src/contract/access.ts';
import { request } from '../session/request.ts';
import { signedIn } from '../session/session.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { SignInFrame } from './frame.tsx';
import { useForm } from './use-form.ts';

const words = texts.signIn;

export function SignInPage() {
  const router = useRouter();
  const { next = '/live' } = useSearch({ strict: false }) as { next?: string };
  const [challenge, setChallenge] = useState<string>();
  function goOn(answer: SignedIn): void {
    signedIn(answer);
    // Nowhere else than to a page of ours.
    router.history.push(/^\/(?![/\\])/.test(next) ? next : '/live');
  }
  return (
    <SignInFrame title={words.title}>
      {challenge === undefined ? (
        <Password onSignedIn={goOn} onChallenge={setChallenge} />
      ) : (
        <Code challenge={challenge} onSignedIn={goOn} onBack={() => setChallenge(undefined)} />
      )}
    </SignInFrame>
  );
}

interface Steps {
  onSignedIn(answer: SignedIn): void;
  onChallenge(challenge: string): void;
}

function Password({ onSignedIn, onChallenge }: Steps) {
  const { problem, busy, onSubmit } = useForm(async ({ email, password }) => {
    const body = { email, password, refreshBy: 'cookie' };
    const answer = await request<LoginAnswer>('/v1/auth/login', { method: 'POST', body });
    if (answer.outcome === 'signed-in') onSignedIn(answer);
    else onChallenge(answer.challenge);
  });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {problem && <Problem error={problem} />}
      <Field label={words.email} name="email" type="email" autoComplete="username" required />
      <Field
        label={words.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <Button type="submit" kind="primary" disabled={busy}>
        {words.submit}
      </Button>
      <Link to="/forgotten" className="self-start text-accent underline">
        {words.forgotten}
      </Link>
    </form>
  );
}

function Code({
  challenge,
  onSignedIn,
  onBack,
}: { challenge: string; onBack(): void } & Pick<Steps, 'onSignedIn'>) {
  const { problem, busy, onSubmit } = useForm(async ({ code }) => {
    const body = { challenge, code, refreshBy: 'cookie' };
    onSignedIn(await request<SignedIn>('/v1/auth/second-factor', { method: 'POST', body }));
  });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {problem && <Problem error={problem} />}
      <Field label={words.code} hint={words.codeHint} name="code" autoComplete="one-time-code" required />
      <Button type="submit" kind="primary" disabled={busy}>
        {words.verify}
      </Button>
      <Button kind="quiet" onClick={onBack}>
        {words.back}
      </Button>
    </form>
  );
}
