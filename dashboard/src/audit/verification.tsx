/** Whether the log is whole; asked when somebody wants to know, because it walks all of it, piece by piece. */
import { useQuery } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { AuditVerification } from '../../../src/contract/audit.ts';
import { ask, queryOf } from '../session/ask.ts';
import { texts } from '../texts.ts';
import { number } from '../ui/format.ts';
import { Moment } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';

interface Props {
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
}

export function Verification({ tenantId, zone }: Props) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['audit-verification', tenantId],
    queryFn: ({ signal }) => verified(tenantId, signal),
    // What was found is a finding of that moment.
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <div role="status" className="shrink-0 border-b border-line px-5 py-3">
      {isFetching && <p className="text-ink-2">{texts.audit.verifying}</p>}
      {!isFetching && error && <Problem error={error} again={() => refetch()} />}
      {!isFetching && data && <Finding finding={data} zone={zone} />}
    </div>
  );
}

/** The finding of the last piece is that of the whole log. */
async function verified(tenantId: string | undefined, signal: AbortSignal): Promise<AuditVerification> {
  let cursor: string | undefined;
  for (;;) {
    const piece = await ask<AuditVerification>(`/v1/audit/verification${queryOf({ cursor })}`, tenantId);
    if (piece.nextCursor === null) return piece;
    signal.throwIfAborted();
    cursor = piece.nextCursor;
  }
}

function Finding({ finding, zone }: { finding: AuditVerification; zone: string | undefined }) {
  const { firstFault, entries, verifiedAt } = finding;
  const Icon = firstFault === null ? ShieldCheck : ShieldAlert;
  return (
    <div className="flex items-start gap-2.5">
      <Icon
        aria-hidden
        size={18}
        className={`mt-px shrink-0 ${firstFault === null ? 'text-live' : 'text-fail'}`}
      />
      <div>
        <p className={firstFault === null ? '' : 'font-semibold text-fail'}>
          {firstFault === null
            ? texts.audit.whole(number(entries))
            : texts.audit.broken(number(firstFault.seq), firstFault.reason)}
        </p>
        {firstFault && <p className="text-ink-2">{texts.audit.brokenHint(number(entries))}</p>}
        <p className="text-sm text-ink-3">
          {texts.audit.verifiedAt} <Moment at={verifiedAt} zone={zone} />
        </p>
      </div>
    </div>
  );
}
