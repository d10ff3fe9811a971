/** Which days and which calls are counted; all of it in the address. */
import { useMemo } from 'react';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/select.tsx';
import { dayChoices, daysOf, filtersOf, type OverviewSearch, useStats } from './use-stats.ts';

const words = texts.overview;
const choices = {
  direction: [
    ['', words.anyDirection],
    ['inbound', texts.direction.inbound],
    ['outbound', texts.direction.outbound],
    ['unknown', texts.directionNotKnown],
  ],
  provider: [
    ['', words.anyProvider],
    ['bland', 'Bland'],
    ['twilio', 'Twilio'],
  ],
  simulated: [
    ['', words.anySimulated],
    ['true', words.onlySimulated],
    ['false', words.noSimulated],
  ],
} as const;

interface Props {
  readonly tenantId: string;
  readonly search: OverviewSearch;
  onChange(change: OverviewSearch): void;
}

export function OverviewFilters({ tenantId, search, onChange }: Props) {
  const agents = useAgents(tenantId, search);
  const select = (name: keyof typeof choices) => (
    <Select
      hideLabel
      label={words[name]}
      value={search[name] ?? ''}
      options={choices[name]}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <fieldset className="flex overflow-hidden rounded-lg border border-line-strong bg-raised">
        <legend className="sr-only">{words.days.label}</legend>
        {dayChoices.map((days) => (
          <button
            key={days}
            type="button"
            aria-pressed={days === daysOf(search)}
            onClick={() => onChange({ days })}
            className="h-9 border-r border-line px-3 font-medium text-ink-2 -outline-offset-2 last:border-r-0 hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:text-ink"
          >
            {words.days[days]}
          </button>
        ))}
      </fieldset>
      <Select
        hideLabel
        label={words.agent}
        value={search.agent ?? ''}
        options={[['', words.anyAgent], ...agents.map((agent) => [agent, agent] as const)]}
        onChange={(agent) => onChange({ agent })}
      />
      {select('direction')}
      {select('provider')}
      {select('simulated')}
      {Object.keys(filtersOf(search)).length > 0 && (
        <Button
          kind="quiet"
          onClick={() => onChange({ agent: '', direction: '', provider: '', simulated: '' })}
        >
          {words.clear}
        </Button>
      )}
    </div>
  );
}

/** Those that had calls in this time, and the one that is chosen. */
function useAgents(tenantId: string, { tenant, days, agent }: OverviewSearch): string[] {
  const { data } = useStats(
    tenantId,
    { ...(tenant && { tenant }), ...(days && { days }) },
    'weekday-hour',
    'agent',
  );
  return useMemo(() => {
    const found = data?.items.flatMap(({ of }) => of ?? []) ?? [];
    return [...new Set([...found, ...(agent === undefined ? [] : [agent])])].sort();
  }, [data, agent]);
}
