/** Who did what, of a tenant or of the platform: found, looked at, taken along, and proven to be whole. */
import { useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { AuditEntry } from '../../../src/contract/audit.ts';
import { Room } from '../frame/room.tsx';
import { useFilters } from '../frame/use-filters.ts';
import { queryOf } from '../session/ask.ts';
import { useTimeZone } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import { useWhose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { ExportButton } from '../ui/export-button.tsx';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';
import { AuditFilters, moments, written } from './audit-filters.tsx';
import { EntryDetails } from './entry-details.tsx';
import { Verification } from './verification.tsx';

export function AuditPage() {
  const { tenantId, isKnown, isPlatform } = useWhose();
  const zone = useTimeZone(tenantId);
  const filtering = useFilters([...written, ...moments]);
  const { filters, isFiltered } = filtering;
  const [verified, setVerified] = useState(0);
  const pages = usePages<AuditEntry>({
    key: ['audit'],
    path: '/v1/audit',
    asked: filters,
    tenantId,
    enabled: isKnown,
  });
  const queries = useQueryClient();
  const columns: ListColumn<AuditEntry>[] = [
    { title: texts.audit.columns.at, cell: ({ at }) => <Moment at={at} zone={zone} /> },
    { title: texts.audit.columns.who, cell: (entry) => <Who entry={entry} /> },
    {
      title: texts.audit.columns.action,
      cell: ({ action }) => <span className="font-mono text-sm">{action}</span>,
    },
    { title: texts.audit.columns.resource, hideOnPhone: true, cell: (entry) => <Resource entry={entry} /> },
    { title: texts.audit.columns.outcome, cell: (entry) => <Outcome entry={entry} /> },
    { title: texts.audit.columns.change, cell: (entry) => <EntryDetails entry={entry} /> },
  ];
  return (
    <Room
      title={texts.audit.title}
      state={isPlatform && <Badge>{texts.audit.ofPlatform}</Badge>}
      actions={
        <>
          <Button onClick={() => setVerified((times) => times + 1)}>
            <ShieldCheck aria-hidden size={16} strokeWidth={1.75} />
            {texts.audit.verify}
          </Button>
          <ExportButton
            tenantId={tenantId}
            path={`/v1/audit/export${queryOf({ ...filters, format: 'csv' })}`}
            fileName="audit.csv"
            hint={texts.audit.exportHint}
            done={texts.audit.exported}
            // It has become an entry itself.
            onDone={() => void queries.invalidateQueries({ queryKey: ['audit'] })}
          />
        </>
      }
    >
      {verified > 0 && <Verification key={`${tenantId} ${verified}`} tenantId={tenantId} zone={zone} />}
      <AuditFilters {...filtering} />
      <List
        label={texts.audit.list}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty title={isFiltered ? texts.audit.nothingFits : texts.audit.none} />}
      />
    </Room>
  );
}

interface Part {
  readonly entry: AuditEntry;
}

function Who({ entry: { actor } }: Part) {
  return (
    <div className="py-1.5">
      <p className="font-medium" title={actor.id}>
        {actor.name ?? texts.audit.forgotten}
      </p>
      <p className="text-sm text-ink-3">
        {texts.audit.kind[actor.kind]} {actor.ip !== null && texts.audit.from(actor.ip)}
      </p>
    </div>
  );
}

function Resource({ entry: { resource } }: Part) {
  return (
    <div className="max-w-56">
      <p>{resource.type}</p>
      <p className="truncate font-mono text-sm text-ink-3" title={resource.id}>
        {resource.id}
      </p>
    </div>
  );
}

const tones = { begun: 'quiet', failed: 'fail', noted: 'quiet' } as const;

function Outcome({ entry: { outcome } }: Part) {
  return <Badge tone={tones[outcome]}>{texts.audit.outcome[outcome]}</Badge>;
}
