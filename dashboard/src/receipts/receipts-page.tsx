/** Everything that arrived over connections, and what became of it; what is parked or not understood is tried again. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ListedReceipt } from '../../../src/contract/receipts.ts';
import { PageHead } from '../frame/page-head.tsx';
import { may, useMe, useTenantId, useTimeZone } from '../session/me.ts';
import { useConnections } from '../session/use-connections.ts';
import { usePages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Empty } from '../ui/empty.tsx';
import { number } from '../ui/format.ts';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';
import { CallLinks } from './call-links.tsx';
import { askedOf, ReceiptFilters, type ReceiptSearch } from './receipt-filters.tsx';
import { ReceiptState } from './receipt-state.tsx';
import { ReplayButton } from './replay-button.tsx';
import { verdictOf } from './verdict.ts';

const { columns: titles, ...words } = texts.receipts;

export function ReceiptsPage() {
  const { data: me } = useMe();
  const search = useSearch({ strict: false }) as ReceiptSearch;
  const navigate = useNavigate();
  const { tenant } = search;
  const asked = askedOf(search);
  // Nobody's in particular: those of the platform's own connections, which many tenants share.
  const tenantId = useTenantId();
  const zone = useTimeZone(tenantId);
  const { data: connections } = useConnections(tenantId);
  const pages = usePages<ListedReceipt>({
    key: ['receipts'],
    path: '/v1/receipts',
    asked,
    tenantId,
    enabled: me !== undefined,
  });

  function change(next: ReceiptSearch): void {
    const all = Object.entries({ ...search, ...next }).filter(([, value]) => value !== '');
    navigate({ to: '/receipts', search: Object.fromEntries(all), replace: true });
  }

  const columns: readonly ListColumn<ListedReceipt>[] = [
    { title: titles.state, cell: ({ state }) => <ReceiptState state={state} /> },
    { title: titles.when, cell: ({ receivedAt }) => <Moment at={receivedAt} zone={zone} /> },
    {
      title: titles.what,
      cell: ({ id, route, repeats }) => (
        <>
          <Link
            to="/receipts/$receiptId"
            params={{ receiptId: id }}
            search={tenant === undefined ? {} : { tenant }}
            className="font-medium text-accent underline"
          >
            {words.routes[route] ?? route}
          </Link>
          {repeats > 0 && <span className="block text-sm text-ink-3">{words.repeats(number(repeats))}</span>}
        </>
      ),
    },
    {
      title: titles.connection,
      hideOnPhone: true,
      cell: ({ connectionId }) => connections?.find(({ id }) => id === connectionId)?.name ?? connectionId,
    },
    {
      title: titles.verdict,
      cell: (receipt) => {
        const { text, isGood } = verdictOf(receipt);
        return <span className={isGood ? 'text-ink-2' : 'text-fail'}>{text}</span>;
      },
    },
    {
      title: titles.calls,
      cell: ({ callIds }) => <CallLinks callIds={callIds} tenant={tenant} />,
    },
    {
      title: titles.replay,
      cell: (receipt) => <ReplayButton receipt={receipt} tenantId={tenantId} />,
    },
  ];
  const isFiltered = Object.keys(asked).length > 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.title} />
      <ReceiptFilters search={search} connections={connections ?? []} onChange={change} />
      {may(me, 'platform:read') && tenant === undefined && (
        <p className="border-b border-line px-5 py-2 text-ink-2">{words.platform}</p>
      )}
      <List
        label={words.table}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          isFiltered ? (
            <Empty title={words.nothingFits} />
          ) : (
            <Empty title={words.none} hint={words.noneHint} />
          )
        }
      />
    </div>
  );
}
