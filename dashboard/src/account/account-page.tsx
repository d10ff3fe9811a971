/** One's own matters: what one is called, how one signs in, and where one is signed in. */
import type { Me } from '../../../src/contract/access.ts';
import { Room } from '../frame/room.tsx';
import { ask } from '../session/ask.ts';
import { useMe } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionCard } from './session-card.tsx';

const { profile: words } = texts.account;

export function AccountPage() {
  const { data: me, error, refetch } = useMe();
  return (
    <Room title={texts.account.title} ofPlatform scrolls>
      {error && (
        <div className="p-5">
          <Problem error={error} again={() => refetch()} />
        </div>
      )}
      {!me && !error && <Skeleton rows={8} />}
      {me && (
        <div className="grid shrink-0 items-start gap-4 p-5 max-md:px-3 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-4">
            <Profile me={me} />
            <PasswordCard />
            <SecondFactorCard me={me} />
          </div>
          <SessionCard />
        </div>
      )}
    </Room>
  );
}

function Profile({ me: { name, email, role } }: { me: Me }) {
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
          outdates={[['me'], ['people']]}
          send={(form) =>
            ask<Me>('/v1/auth/me', undefined, { method: 'PATCH', body: { name: textIn(form, 'name') } })
          }
        >
          <Field
            label={words.name}
            name="name"
            defaultValue={name}
            autoComplete="name"
            maxLength={100}
            required
          />
        </FormDialog>
      }
    >
      <dl className="flex flex-col gap-3">
        {(
          [
            [words.name, name],
            [words.email, email],
            [words.role, texts.people.roles[role]],
          ] as const
        ).map(([label, value]) => (
          <div key={label}>
            <dt className="text-sm font-medium text-ink-2">{label}</dt>
            <dd className="font-medium break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-ink-3">{words.emailHint}</p>
    </Card>
  );
}
