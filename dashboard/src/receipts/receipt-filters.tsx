/** Which of what arrived is shown: each filter is in the address. */
import type { Connection } from '../../../src/contract/connections.ts';
import { known } from '../frame/known-filters.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { MomentField } from '../ui/moment-field.tsx';
import { Select } from '../ui/select.tsx';

export interface ReceiptSearch {
  readonly tenant?: string;
  readonly state?: string;
  readonly route?: string;
  readonly connectionId?: string;
  readonly since?: string;
  readonly until?: string;
}

interface Props {
  readonly search: ReceiptSearch;
  readonly connections: readonly Connection[];
  onChange(change: ReceiptSearch): void;
}

const { filters: labels, any, clear, routes, state } = texts.receipts;
const none = {
  state: '',
  route: '',
  connectionId: '',
  since: '',
  until: '',
} satisfies ReceiptSearch;

export const askedOf = (search: ReceiptSearch) => known(search, none);

export function ReceiptFilters({ search, connections, onChange }: Props) {
  const named = connections.map(({ id, name }) => [id, name] as const);
  const isFiltered = Object.keys(search).some((name) => name !== 'tenant');
  return (
    <div className="grid shrink-0 grid-cols-2 items-end gap-3 border-b border-line px-5 py-3 md:grid-cols-[1fr_1fr_1fr_1.3fr_1.3fr_auto]">
      <Select
        label={labels.state}
        value={search.state ?? ''}
        options={[['', any], ...Object.entries(state)]}
        onChange={(value) => onChange({ state: value })}
      />
      <Select
        label={labels.route}
        value={search.route ?? ''}
        options={[['', any], ...Object.entries(routes)]}
        onChange={(value) => onChange({ route: value })}
      />
      <Select
        label={labels.connection}
        value={search.connectionId ?? ''}
        options={[['', any], ...named]}
        onChange={(value) => onChange({ connectionId: value })}
      />
      <MomentField
        label={labels.since}
        value={search.since}
        onChange={(value) => onChange({ since: value })}
      />
      <MomentField
        label={labels.until}
        value={search.until}
        onChange={(value) => onChange({ until: value })}
      />
      {isFiltered && (
        <Button kind="quiet" onClick={() => onChange(none)}>
          {clear}
        </Button>
      )}
    </div>
  );
}
