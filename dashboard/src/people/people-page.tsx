/** Who belongs to a tenant, or to the platform: invited, changed, locked and removed here. */
import { UserPlus } from 'lucide-react';
import type { Person } from '../../../src/contract/people.ts';
import { Room } from '../frame/room.tsx';
import { ask } from '../session/ask.ts';
import { may, useMe, useTimeZone } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import { useWhose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty } from '../ui/empty.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';
import { useNow } from '../ui/now.ts';
import { PersonActions, SecondFactor } from './person-actions.tsx';
import { PersonFields, personIn } from './person-fields.tsx';

export function PeoplePage() {
  const { data: me } = useMe();
  const whose = useWhose();
  const { tenantId, isKnown, isPlatform } = whose;
  const zone = useTimeZone(tenantId);
  const mayWrite = may(me, 'users:write');
  const pages = usePages<Person>({ key: ['people'], path: '/v1/people', tenantId, enabled: isKnown });
  const columns: ListColumn<Person>[] = [
    {
      title: texts.people.columns.name,
      cell: (person) => <Name person={person} isSelf={person.id === me?.id} />,
    },
    { title: texts.people.columns.role, cell: ({ role }) => texts.people.roles[role] },
    { title: texts.people.columns.status, cell: (person) => <Status person={person} zone={zone} /> },
    {
      title: texts.people.columns.factor,
      hideOnPhone: true,
      cell: (person) => <SecondFactor person={person} whose={whose} mayWrite={mayWrite} />,
    },
    {
      title: texts.people.columns.seen,
      hideOnPhone: true,
      cell: ({ lastSignInAt: at }) =>
        at === null ? (
          <span className="text-ink-3">{texts.people.never}</span>
        ) : (
          <Moment at={at} zone={zone} />
        ),
    },
    {
      title: texts.people.columns.actions,
      cell: (person) =>
        mayWrite && <PersonActions person={person} whose={whose} isSelf={person.id === me?.id} />,
    },
  ];
  return (
    <Room
      title={texts.people.title}
      state={isPlatform && <Badge>{texts.people.ofPlatform}</Badge>}
      actions={
        mayWrite && (
          <FormDialog
            action={texts.people.invite}
            kind="primary"
            icon={<UserPlus aria-hidden size={16} />}
            title={texts.people.inviteTitle}
            submit={texts.people.inviteIt}
            done={texts.people.invited}
            outdates={[['people']]}
            send={(form) => ask('/v1/people', tenantId, { method: 'POST', body: personIn(form) })}
          >
            <p className="text-ink-2">{texts.people.inviteHint}</p>
            <PersonFields isPlatform={isPlatform} />
          </FormDialog>
        )
      }
    >
      <List
        label={texts.people.list}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty title={texts.people.none} hint={texts.people.noneHint} />}
      />
    </Room>
  );
}

function Name({ person: { name, email }, isSelf }: { person: Person; isSelf: boolean }) {
  return (
    <div className="py-1.5">
      <p className="flex items-center gap-2 font-medium">
        {name}
        {isSelf && <Badge>{texts.people.you}</Badge>}
      </p>
      <p className="text-sm text-ink-3">{email}</p>
    </div>
  );
}

const tones = { invited: 'ring', active: 'live', disabled: 'fail' } as const;

function Status({ person, zone }: { person: Person; zone: string | undefined }) {
  const { status, invitedUntil } = person;
  const now = useNow();
  const isOver = invitedUntil !== null && Date.parse(invitedUntil) < now;
  return (
    <div className="py-1.5">
      <Badge tone={tones[status]} dot>
        {texts.people.status[status]}
      </Badge>
      {invitedUntil !== null && (
        <p className="text-sm text-ink-3">
          {isOver ? texts.people.invitationOver : texts.people.invitedUntil}{' '}
          {!isOver && <Moment at={invitedUntil} zone={zone} />}
        </p>
      )}
    </div>
  );
}
