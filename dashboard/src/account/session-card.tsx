/** Where somebody is signed in; what they do not know, they end. */
import { useQuery } from '@tanstack/react-query';
import type { Sessions } from '../../../src/contract/access.ts';
import { ask } from '../session/ask.ts';
import { useTenantId, useTimeZone } from '../session/me.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { deviceName } from './device-name.ts';

const { sessions: words } = texts.account;
const outdates = [['sessions']];
type Session = Sessions['items'][number];

export function SessionCard() {
  const { data, error, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: () => ask<Sessions>('/v1/auth/sessions'),
  });
  const endOthers = useChange<void, null>({
    send: () => ask('/v1/auth/logout-others', undefined, { method: 'POST' }),
    outdates,
    done: words.endedOthers,
  });
  return (
    <Card
      flush
      title={words.title}
      action={
        data !== undefined &&
        data.items.length > 1 && (
          <Confirm
            kind="quiet"
            action={words.endOthers}
            question={words.endOthersTitle}
            hint={words.endOthersHint}
            busy={endOthers.isPending}
            onConfirm={() => endOthers.mutate()}
          />
        )
      }
    >
      {error && (
        <div className="p-4">
          <Problem error={error} again={() => refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton rows={2} />}
      <ul>
        {data?.items.map((session) => (
          <li
            key={session.id}
            className="flex items-center gap-3 border-b border-line py-2 pr-2 pl-4 last:border-b-0"
          >
            <Row session={session} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Row({ session: { id, current, startedAt, usedAt, ip, userAgent } }: { session: Session }) {
  const zone = useTimeZone(useTenantId());
  const device = deviceName(userAgent);
  const { mutate, isPending } = useChange<void, null>({
    send: () => ask(`/v1/auth/sessions/${id}`, undefined, { method: 'DELETE' }),
    outdates,
    done: words.ended,
  });
  return (
    <>
      <div className="min-w-0 grow">
        <p title={userAgent} className="flex items-center gap-2 font-medium">
          <span className="truncate">{device}</span>
          {current && <Badge tone="live">{words.here}</Badge>}
        </p>
        <p className="text-sm text-ink-3">
          <span className="font-mono">{ip}</span>, {words.used} <Moment at={usedAt} zone={zone} />,{' '}
          {words.began} <Moment at={startedAt} zone={zone} />
        </p>
      </div>
      {!current && (
        <Button
          kind="quiet"
          aria-label={words.endOf(device, ip)}
          disabled={isPending}
          onClick={() => mutate()}
        >
          {words.end}
        </Button>
      )}
    </>
  );
}
