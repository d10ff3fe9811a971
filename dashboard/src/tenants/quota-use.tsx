/** How much of each limit a tenant has used, and when it begins anew. */
import { useQuery } from '@tanstack/react-query';
import type { QuotaUse } from '../../../src/contract/quotas.ts';
import { ask } from '../session/ask.ts';
import { texts } from '../texts.ts';
import { Card } from '../ui/card.tsx';
import { number } from '../ui/format.ts';
import { Moment } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const refreshMs = 15_000;
const nearPercent = 80;

/** Of the limits those that count something. */
const titles: Partial<Record<QuotaUse['quota'], string>> = texts.tenants.quotas;
const isShown = ({ quota }: QuotaUse) => titles[quota] !== undefined;

interface Props {
  readonly tenantId: string;
  readonly zone: string | undefined;
}

export function QuotaCard({ tenantId, zone }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['quotas', tenantId],
    queryFn: () => ask<{ items: QuotaUse[] }>('/v1/quotas', tenantId),
    refetchInterval: refreshMs,
  });
  return (
    <Card title={texts.tenants.use}>
      {error && <Problem error={error} again={() => refetch()} />}
      {data === undefined && !error && <Skeleton rows={5} />}
      <ul className="flex flex-col gap-4">
        {data?.items.filter(isShown).map((quota) => (
          <li key={quota.quota}>
            <Use quota={quota} zone={zone} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Use({ quota, zone }: { quota: QuotaUse; zone: string | undefined }) {
  const { percent, period, reserved, hard } = quota;
  const isFull = hard !== null && percent !== null && percent >= 100;
  // Of the last sixty seconds there is no end.
  const hasEnd = quota.unit !== 'requests';
  const isNear = percent !== null && percent >= nearPercent;
  return (
    <>
      <p className="flex flex-wrap justify-between gap-x-3">
        <span className="font-medium">{titles[quota.quota]}</span>
        <span className="text-ink-2">
          {amount(quota)}
          {reserved > 0 && ` ${texts.tenants.reserved(number(reserved))}`}
        </span>
      </p>
      {percent !== null && (
        <div aria-hidden className="my-1.5 h-1.5 overflow-hidden rounded-full bg-sunken">
          <div
            className={`h-full rounded-full ${isFull ? 'bg-fail' : isNear ? 'bg-ring' : 'bg-accent'}`}
            style={{ width: `${Math.min(100, percent)}%` }}
          />
        </div>
      )}
      <p className="flex flex-wrap justify-between gap-x-3 text-sm text-ink-3">
        {isNear && (
          <span className={isFull ? 'text-fail' : 'text-ring'}>
            {isFull ? texts.tenants.isFull : texts.tenants.isNear}
          </span>
        )}
        {hasEnd && period && (
          <span className="ml-auto">
            {texts.tenants.begins} <Moment at={period.endsAt} zone={zone} />
          </span>
        )}
      </p>
    </>
  );
}

function amount({ used, hard, soft }: QuotaUse): string {
  const limit = hard ?? soft;
  if (used === null) return limit === null ? texts.tenants.uncounted : texts.tenants.unknown;
  return limit === null
    ? texts.tenants.unlimited(number(used))
    : texts.tenants.of(number(used), number(limit));
}
