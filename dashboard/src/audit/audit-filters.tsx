import { useState } from 'react';
import type { useFilters } from '../frame/use-filters.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { LateField } from '../ui/late-field.tsx';
import { MomentField } from '../ui/moment-field.tsx';

export const written = ['action', 'actor', 'resourceType', 'resourceId'] as const;
export const moments = ['from', 'to'] as const;

/** There is room for the first two only, until more are asked for. */
const onPhone = 'max-md:[&>:nth-child(n+3)]:hidden';

type Filters = ReturnType<typeof useFilters<(typeof written)[number] | (typeof moments)[number]>>;

export function AuditFilters({ filters, isFiltered, change, clear }: Filters) {
  const [all, setAll] = useState(false);
  return (
    <div className="flex shrink-0 flex-wrap items-end gap-3 border-b border-line px-5 py-3">
      <div className={`grid grow grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6 ${all ? '' : onPhone}`}>
        {written.map((name) => (
          <LateField
            key={name}
            label={texts.audit.filters[name]}
            value={filters[name] ?? ''}
            onChange={(value) => change(name, value)}
          />
        ))}
        {moments.map((name) => (
          <MomentField
            key={name}
            label={texts.audit.filters[name]}
            value={filters[name]}
            onChange={(value) => change(name, value)}
          />
        ))}
      </div>
      <Button className="md:hidden" aria-expanded={all} onClick={() => setAll(!all)}>
        {texts.audit.moreFilters}
      </Button>
      {isFiltered && (
        <Button kind="quiet" onClick={clear}>
          {texts.audit.clear}
        </Button>
      )}
    </div>
  );
}
