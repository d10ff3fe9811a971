/** One account at a provider: how it is, what is to be configured there, what is believed, and its numbers. */
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection } from '../../../src/contract/connections.ts';
import { Room } from '../frame/room.tsx';
import { may, useMe, useTimeZone } from '../session/me.ts';
import { useWhose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Card } from '../ui/card.tsx';
import { Moment } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AddressList } from './address-list.tsx';
import { ConnectionActions } from './connection-actions.tsx';
import { NewNumber } from './new-number.tsx';
import { NumberList } from './number-list.tsx';
import { SecretCard } from './secret-card.tsx';
import { CheckState, ConnectionState } from './state.tsx';
import { useConnection } from './use-connection.ts';

const { connections: words } = texts;

export function ConnectionPage() {
  const { connectionId = '' } = useParams({ strict: false });
  const { tenant } = useSearch({ strict: false }) as { tenant?: string };
  const { data: me } = useMe();
  const whose = useWhose();
  const { tenantId, isKnown } = whose;
  const zone = useTimeZone(tenantId);
  const { data: connection, error, refetch } = useConnection(connectionId, tenantId, isKnown);
  const mayWrite = may(me, 'connections:write');
  return (
    <Room
      title={connection?.name ?? words.title}
      scrolls
      above={
        <Link
          to="/connections"
          search={(tenant === undefined ? {} : { tenant }) as never}
          className="text-ink-2 hover:text-ink"
        >
          {words.title}
        </Link>
      }
    >
      {error && (
        <div className="p-5">
          <Problem error={error} again={() => refetch()} />
        </div>
      )}
      {!connection && !error && <Skeleton rows={8} />}
      {connection && (
        <>
          <div className="flex flex-col gap-4 border-b border-line bg-surface px-5 py-4">
            <div className="flex flex-wrap items-center gap-3">
              <ConnectionState connection={connection} />
              <CheckState connection={connection} zone={zone} />
              {mayWrite && (
                <div className="ml-auto max-md:ml-0">
                  <ConnectionActions connection={connection} tenantId={tenantId} />
                </div>
              )}
            </div>
            <Facts connection={connection} zone={zone} />
          </div>
          <div className="grid shrink-0 items-start gap-4 p-5 max-md:px-3 lg:grid-cols-[3fr_2fr]">
            <Card flush title={words.hooks.title}>
              <AddressList connection={connection} />
            </Card>
            <SecretCard connection={connection} tenantId={tenantId} zone={zone} mayWrite={mayWrite} />
            {may(me, 'numbers:read') && (
              <div className="min-w-0 lg:col-span-2">
                <Card
                  flush
                  title={texts.numbers.title}
                  action={
                    may(me, 'numbers:write') && <NewNumber connectionId={connection.id} whose={whose} />
                  }
                >
                  <NumberList whose={whose} connectionId={connection.id} zone={zone} />
                </Card>
              </div>
            )}
          </div>
        </>
      )}
    </Room>
  );
}

interface FactsProps {
  readonly connection: Connection;
  readonly zone: string | undefined;
}

function Facts({ connection, zone }: FactsProps) {
  const { provider, accountId, keyLastFour, baseUrl, lastSeenAt, check, createdAt } = connection;
  const { facts } = words;
  const at = (moment: string | null) =>
    moment === null ? words.nothing : <Moment at={moment} zone={zone} />;
  return (
    <dl className="grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-6">
      <Point label={facts.account} note={accountId}>
        {words.providers[provider]}
      </Point>
      <Point label={facts.key} note={baseUrl}>
        <span className="font-mono">{keyLastFour}</span>
      </Point>
      <Point label={words.columns.seen}>{lastSeenAt === null ? words.neverSeen : at(lastSeenAt)}</Point>
      <Point label={facts.lastGood}>{at(check.lastSuccessAt)}</Point>
      <Point label={facts.lastBad}>{at(check.lastFailureAt)}</Point>
      <Point label={facts.connected}>{at(createdAt)}</Point>
    </dl>
  );
}

interface PointProps {
  readonly label: string;
  readonly note?: string | null;
  readonly children: ReactNode;
}

function Point({ label, note, children }: PointProps) {
  return (
    <div className="min-w-0">
      <dt className="text-sm font-medium text-ink-2">{label}</dt>
      <dd className="truncate text-lg font-semibold">{children}</dd>
      {note && (
        <dd title={note} className="truncate font-mono text-sm text-ink-3">
          {note}
        </dd>
      )}
    </div>
  );
}
