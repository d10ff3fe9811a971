/** Accounts at providers over which calls come and go, and the numbers on them. */
import { Link, useSearch } from '@tanstack/react-router';
import type { Connection } from '../../../src/contract/connections.ts';
import { Room } from '../frame/room.tsx';
import { may, useMe, useTimeZone } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import { useWhose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Empty } from '../ui/empty.tsx';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';
import { CheckButton } from './check-button.tsx';
import { NewConnection } from './new-connection.tsx';
import { NumberList } from './number-list.tsx';
import { CheckState, ConnectionState } from './state.tsx';

const { connections: words } = texts;

export function ConnectionsPage() {
  const { data: me } = useMe();
  const whose = useWhose();
  const { tenantId, isKnown, isPlatform } = whose;
  const zone = useTimeZone(tenantId);
  const mayWrite = may(me, 'connections:write');
  const pages = usePages<Connection>({
    key: ['connections', 'list'],
    path: '/v1/connections',
    tenantId,
    enabled: isKnown,
  });
  const columns: ListColumn<Connection>[] = [
    { title: words.columns.name, cell: (connection) => <Name connection={connection} /> },
    { title: words.columns.status, cell: (connection) => <ConnectionState connection={connection} /> },
    {
      title: words.columns.check,
      cell: (connection) => <CheckState connection={connection} zone={zone} />,
    },
    {
      title: words.columns.seen,
      hideOnPhone: true,
      cell: ({ lastSeenAt: at }) =>
        at === null ? <span className="text-ink-3">{words.neverSeen}</span> : <Moment at={at} zone={zone} />,
    },
    {
      title: words.columns.actions,
      cell: (connection) =>
        mayWrite && (
          <div className="-ml-3">
            <CheckButton kind="quiet" connection={connection} tenantId={tenantId} />
          </div>
        ),
    },
  ];
  return (
    <Room
      title={words.title}
      scrolls
      state={isPlatform && <Badge>{words.ofPlatform}</Badge>}
      actions={mayWrite && <NewConnection tenantId={tenantId} />}
    >
      <div className="flex shrink-0 flex-col gap-4 p-5 max-md:px-3">
        <Card flush title={words.accounts}>
          <List
            label={words.list}
            pages={pages}
            columns={columns}
            keyOf={({ id }) => id}
            empty={<Empty title={words.none} hint={words.noneHint} />}
          />
        </Card>
        {isKnown && may(me, 'numbers:read') && (
          <Card flush title={texts.numbers.title}>
            <NumberList whose={whose} connections={pages.list ?? []} zone={zone} />
          </Card>
        )}
      </div>
    </Room>
  );
}

function Name({ connection: { id, name, provider } }: { connection: Connection }) {
  const { tenant } = useSearch({ strict: false }) as { tenant?: string };
  return (
    <div className="py-1.5">
      <Link
        to="/connections/$connectionId"
        params={{ connectionId: id } as never}
        search={(tenant === undefined ? {} : { tenant }) as never}
        className="font-medium text-accent underline"
      >
        {name}
      </Link>
      <p className="text-sm text-ink-3">{words.providers[provider]}</p>
    </div>
  );
}
