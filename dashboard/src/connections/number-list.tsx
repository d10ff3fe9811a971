/** Numbers: whose each is, and who answers there. */
import type { Connection } from '../../../src/contract/connections.ts';
import type { PhoneLine } from '../../../src/contract/numbers.ts';
import { useTenants } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import type { Whose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty } from '../ui/empty.tsx';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';
import { NumberActions } from './number-actions.tsx';

const { numbers: words } = texts;

interface Props {
  readonly whose: Whose;
  readonly zone: string | undefined;
  /** Those of this one alone. */
  readonly connectionId?: string;
  /** Where they are of several: what those are called. */
  readonly connections?: readonly Connection[];
}

export function NumberList({ whose, zone, connectionId, connections = [] }: Props) {
  const { tenantId, isPlatform } = whose;
  const { data: tenants } = useTenants();
  const pages = usePages<PhoneLine>({
    key: ['numbers'],
    path: '/v1/numbers',
    asked: { connectionId },
    tenantId,
  });
  const on = (line: PhoneLine) =>
    line.connectionId === null
      ? words.ofPlatform
      : (connections.find(({ id }) => id === line.connectionId)?.name ?? texts.connections.nothing);
  const columns: ListColumn<PhoneLine>[] = [
    { title: words.columns.number, cell: (line) => <NumberIn line={line} /> },
    ...(connectionId === undefined
      ? [{ title: words.columns.on, hideOnPhone: true, cell: (line: PhoneLine) => on(line) }]
      : []),
    ...(isPlatform
      ? [
          {
            title: words.columns.tenant,
            cell: ({ tenantId: id }: PhoneLine) => tenants?.find((each) => each.id === id)?.name ?? id,
          },
        ]
      : []),
    { title: words.columns.answers, cell: (line) => <Answering line={line} /> },
    {
      title: words.columns.since,
      hideOnPhone: true,
      cell: ({ since }) => <Moment at={since} zone={zone} />,
    },
    {
      title: words.columns.actions,
      cell: (line) => <NumberActions line={line} whose={whose} zone={zone} />,
    },
  ];
  return (
    <List
      label={words.list}
      pages={pages}
      columns={columns}
      keyOf={({ id }) => id}
      empty={
        <Empty title={words.none} hint={connectionId === undefined ? words.noneAnywhere : words.noneHint} />
      }
    />
  );
}

interface Part {
  readonly line: PhoneLine;
}

function NumberIn({ line: { number, simulated } }: Part) {
  return (
    <span className="flex items-center gap-2 font-mono font-medium">
      {number}
      {simulated && <Badge>{texts.simulated}</Badge>}
    </span>
  );
}

function Answering({ line: { tenantId, agent, greeting } }: Part) {
  if (tenantId === null) return <Badge tone="ring">{words.nobody}</Badge>;
  return (
    <div className="max-w-80 py-1.5">
      <p className={agent === null ? 'text-ink-3' : ''}>{agent ?? words.noAgent}</p>
      {greeting && (
        <p title={greeting.say} className="truncate text-sm text-ink-3">
          {words.greets(greeting.say)}
          {greeting.record && `, ${words.records}`}
        </p>
      )}
    </div>
  );
}
