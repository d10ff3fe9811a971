/** The columns of the list of calls, and which of them are shown. */
import { type ReactNode, useState } from 'react';
import type { Call } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';
import { Badge, StatusBadge } from '../ui/badge.tsx';
import { length, money } from '../ui/format.ts';
import { Moment } from '../ui/moment.tsx';
import { OtherParty } from './other-party.tsx';
import { ownNumber } from './parties.ts';

export type Column = keyof typeof texts.calls.columns;

interface Look {
  /** Of the grid. */
  readonly width: string;
  cell(call: Call, zone: string | undefined): ReactNode;
}

export const columns: Record<Column, Look> = {
  state: { width: '104px', cell: ({ status }) => <StatusBadge status={status} /> },
  when: { width: '124px', cell: ({ startedAt }, zone) => <Moment at={startedAt} zone={zone} /> },
  length: {
    width: '92px',
    cell: ({ billableSec }) => (billableSec === null ? '' : length(billableSec)),
  },
  other: { width: 'minmax(184px,1fr)', cell: (call) => <OtherParty call={call} /> },
  ours: { width: 'minmax(130px,1fr)', cell: ownNumber },
  agent: { width: 'minmax(110px,1fr)', cell: ({ agent }) => agent ?? texts.noAgent },
  provider: { width: '84px', cell: ({ provider }) => <span className="capitalize">{provider}</span> },
  outcome: {
    width: 'minmax(120px,2fr)',
    cell: ({ disposition, summary, simulated }) => (
      <>
        {simulated && <Badge>{texts.simulated}</Badge>} {disposition ?? summary}
      </>
    ),
  },
  cost: { width: '84px', cell: ({ cost }) => <span className="font-mono">{cost && money(cost)}</span> },
};

export const allColumns = Object.keys(columns) as Column[];
const usual: readonly Column[] = ['state', 'when', 'length', 'other', 'agent', 'outcome'];
const key = 'trunkline.calls.shown';

/** Kept on this machine, as it is a matter of its screen. */
export function useColumns() {
  const [chosen, choose] = useState<readonly Column[]>(() => {
    const kept = localStorage.getItem(key)?.split(' ') ?? usual;
    return allColumns.filter((column) => kept.includes(column));
  });
  return {
    chosen,
    toggle(column: Column) {
      const next = allColumns.filter((each) => chosen.includes(each) !== (each === column));
      if (next.length === 0) return;
      localStorage.setItem(key, next.join(' '));
      choose(next);
    },
  };
}
