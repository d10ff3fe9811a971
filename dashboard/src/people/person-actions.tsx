/** What can be done with somebody; nobody locks or removes themselves. */
import type { Person } from '../../../src/contract/people.ts';
import { ask } from '../session/ask.ts';
import type { RequestOptions } from '../session/request.ts';
import { useChange } from '../session/use-change.ts';
import type { Whose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { PersonFields, personIn } from './person-fields.tsx';

const outdates = [['people']];

interface Props {
  readonly person: Person;
  readonly whose: Whose;
  readonly isSelf: boolean;
}

export function PersonActions({ person, whose, isSelf }: Props) {
  const { id, name, status } = person;
  const { tenantId, isPlatform } = whose;
  const path = `/v1/people/${id}`;
  const { mutate, isPending } = useChange<RequestOptions & { to?: string; done: string }, unknown>({
    send: ({ to = '', done: _, ...options }) => ask(`${path}${to}`, tenantId, options),
    outdates,
    done: ({ done }) => done,
  });
  const patch = (to: 'active' | 'disabled', done: string) =>
    mutate({ method: 'PATCH', body: { status: to }, done });
  return (
    <div className="-ml-3 flex">
      <FormDialog
        action={texts.people.change}
        kind="quiet"
        title={texts.people.changeTitle(name)}
        submit={texts.people.save}
        done={texts.people.saved}
        outdates={outdates}
        send={(form) => ask(path, tenantId, { method: 'PATCH', body: personIn(form) })}
      >
        <PersonFields isPlatform={isPlatform} person={person} isSelf={isSelf} />
      </FormDialog>
      {status === 'invited' && (
        <Button
          kind="quiet"
          disabled={isPending}
          onClick={() => mutate({ to: '/invitation', method: 'POST', done: texts.people.invited })}
        >
          {texts.people.inviteAgain}
        </Button>
      )}
      {status === 'active' && !isSelf && (
        <Confirm
          kind="quiet"
          action={texts.people.lock}
          question={texts.people.lockTitle(name)}
          hint={texts.people.lockHint}
          busy={isPending}
          onConfirm={() => patch('disabled', texts.people.locked)}
        />
      )}
      {status === 'disabled' && (
        <Button kind="quiet" disabled={isPending} onClick={() => patch('active', texts.people.unlocked)}>
          {texts.people.unlock}
        </Button>
      )}
      {!isSelf && (
        <Confirm
          kind="quiet"
          action={texts.people.remove}
          question={texts.people.removeTitle(name)}
          hint={texts.people.removeHint}
          busy={isPending}
          onConfirm={() => mutate({ method: 'DELETE', done: texts.people.removed })}
        />
      )}
    </div>
  );
}

/** For whoever has lost the app and the codes. */
export function SecondFactor({
  person: { id, name, secondFactor },
  whose,
  mayWrite,
}: Omit<Props, 'isSelf'> & { mayWrite: boolean }) {
  const { mutate, isPending } = useChange<void, unknown>({
    send: () => ask(`/v1/people/${id}/totp`, whose.tenantId, { method: 'DELETE' }),
    outdates,
    done: texts.people.resetDone,
  });
  return (
    <div className="flex items-center gap-1">
      {texts.people.factor[secondFactor ? 'true' : 'false']}
      {secondFactor && mayWrite && (
        <Confirm
          kind="quiet"
          action={texts.people.reset}
          question={texts.people.resetTitle(name)}
          hint={texts.people.resetHint}
          busy={isPending}
          onConfirm={() => mutate()}
        />
      )}
    </div>
  );
}
