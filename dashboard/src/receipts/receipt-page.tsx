/** One thing that arrived: as it came, as far as its viewer may see it, what it told and what came of that. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Receipt } from '../../../src/contract/receipts.ts';
import { PageHead } from '../frame/page-head.tsx';
import { ask } from '../session/ask.ts';
import { may, useMe, useTenantId, useTimeZone } from '../session/me.ts';
import { useConnections } from '../session/use-connections.ts';
import { texts } from '../texts.ts';
import { Card } from '../ui/card.tsx';
import { number } from '../ui/format.ts';
import { Moment } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CallLinks } from './call-links.tsx';
import { CameOf } from './came-of.tsx';
import { ReceiptState } from './receipt-state.tsx';
import { ReplayButton } from './replay-button.tsx';
import { verdictOf } from './verdict.ts';

const { page: words, columns, routes, title: listTitle } = texts.receipts;

export function ReceiptPage() {
  const { receiptId = '' } = useParams({ strict: false });
  const { tenant } = useSearch({ strict: false }) as { tenant?: string };
  const { data: me } = useMe();
  const tenantId = useTenantId();
  const zone = useTimeZone(tenantId);
  const {
    data: receipt,
    error,
    refetch,
  } = useQuery({
    queryKey: ['receipt', receiptId, tenantId],
    enabled: me !== undefined,
    queryFn: () => ask<Receipt>(`/v1/receipts/${encodeURIComponent(receiptId)}`, tenantId),
  });
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <PageHead
        title={receipt ? (routes[receipt.route] ?? receipt.route) : words.title}
        above={
          <Link
            to="/receipts"
            search={tenant === undefined ? {} : { tenant }}
            className="text-ink-2 hover:text-ink"
          >
            {listTitle}
          </Link>
        }
      />
      {error && (
        <div className="p-5">
          <Problem error={error} again={() => refetch()} />
        </div>
      )}
      {!receipt && !error && <Skeleton rows={8} />}
      {receipt && (
        <>
          <Head receipt={receipt} tenantId={tenantId} tenant={tenant} zone={zone} />
          <div className="grid items-start gap-4 p-5 max-md:px-3 lg:grid-cols-2">
            <Card title={words.body}>
              {!may(me, 'numbers:full') && (
                <p className="border-b border-line px-4 py-3 text-ink-2">{words.masked}</p>
              )}
              {receipt.body === null ? (
                <p className="p-4 text-ink-2">{words.noBody}</p>
              ) : (
                <Raw of={receipt.body} />
              )}
            </Card>
            <div className="flex min-w-0 flex-col gap-4">
              <CameOf receipt={receipt} tenant={tenant} />
              <RawCard title={words.headers} of={receipt.headers} />
              <RawCard title={words.query} of={receipt.query} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

interface HeadProps {
  readonly receipt: Receipt;
  readonly tenantId: string | undefined;
  readonly tenant: string | undefined;
  readonly zone: string | undefined;
}

function Head({ receipt, tenantId, tenant, zone }: HeadProps) {
  const { connectionId, receivedAt, answer, attempts, repeats, repeatedAt, callIds } = receipt;
  const { data: connections } = useConnections(tenantId);
  const { text, isGood } = verdictOf(receipt);
  return (
    <div className="border-b border-line bg-surface px-5 py-4">
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <ReceiptState state={receipt.state} />
        <p className={isGood ? 'text-ink-2' : 'text-fail'}>{text}</p>
        <div className="ml-auto max-md:ml-0">
          <ReplayButton receipt={receipt} tenantId={tenantId} />
        </div>
      </div>
      <dl className="grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-6">
        <Point label={words.arrived}>
          <Moment at={receivedAt} zone={zone} />
        </Point>
        <Point label={words.connection}>
          {connections?.find(({ id }) => id === connectionId)?.name ?? connectionId}
        </Point>
        <Point label={words.answer}>{answer.status}</Point>
        <Point label={words.attempts}>
          {attempts === 0 ? texts.live.nothing : words.times(number(attempts))}
        </Point>
        <Point label={words.repeats}>
          {repeats === 0 ? words.never : words.times(number(repeats))}{' '}
          {repeatedAt && (
            <span className="text-sm font-normal text-ink-3">
              <Moment at={repeatedAt} zone={zone} />
            </span>
          )}
        </Point>
        <Point label={columns.calls}>
          {callIds.length === 0 ? texts.live.nothing : <CallLinks callIds={callIds} tenant={tenant} />}
        </Point>
      </dl>
    </div>
  );
}

function Point({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm font-medium text-ink-2">{label}</dt>
      <dd className="truncate text-lg font-semibold">{children}</dd>
    </div>
  );
}

/** Only where there is something in it: what is of our own has neither headers nor a query. */
function RawCard({ title, of }: { title: string; of: unknown }) {
  if (typeof of !== 'object' || of === null || Object.keys(of).length === 0) return null;
  return (
    <Card title={title}>
      <Raw of={of} />
    </Card>
  );
}

function Raw({ of }: { of: unknown }) {
  return (
    <pre className="p-4 font-mono text-sm break-words whitespace-pre-wrap">
      {typeof of === 'string' ? of : JSON.stringify(of, null, 2)}
    </pre>
  );
}
