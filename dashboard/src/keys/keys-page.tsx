/** A tenant's API keys: what each may do, when it was last used, and what can be done with it. */

import type { ApiKey } from '../../../src/contract/keys.ts';
import { keyScopes } from '../../../src/core/permissions.ts';
import { NeedTenant } from '../frame/need-tenant.tsx';
import { Room } from '../frame/room.tsx';
import { may, useMe, useTenantId, useTimeZone } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty } from '../ui/empty.tsx';
import { number } from '../ui/format.ts';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';
import { KeyActions } from './key-actions.tsx';
import { NewKey } from './new-key.tsx';

export function KeysPage() {
  const { data: me } = useMe();
  const tenantId = useTenantId();
  const mayWrite = may(me, 'keys:write');
  return (
    <Room
      title={texts.keys.title}
      actions={mayWrite && tenantId !== undefined && <NewKey tenantId={tenantId} />}
    >
      <NeedTenant>{(id) => <Keys tenantId={id} mayWrite={mayWrite} />}</NeedTenant>
    </Room>
  );
}

function Keys({ tenantId, mayWrite }: { tenantId: string; mayWrite: boolean }) {
  const zone = useTimeZone(tenantId);
  const pages = usePages<ApiKey>({ key: ['keys'], path: '/v1/keys', tenantId });
  const columns: ListColumn<ApiKey>[] = [
    { title: texts.keys.columns.name, cell: (key) => <Name apiKey={key} zone={zone} /> },
    { title: texts.keys.columns.status, cell: (key) => <Status apiKey={key} zone={zone} /> },
    { title: texts.keys.columns.scopes, hideOnPhone: true, cell: ({ scopes }) => <Scopes scopes={scopes} /> },
    { title: texts.keys.columns.used, hideOnPhone: true, cell: (key) => <Used apiKey={key} zone={zone} /> },
    {
      title: texts.keys.columns.expires,
      hideOnPhone: true,
      cell: ({ expiresAt }) =>
        expiresAt === null ? texts.keys.never : <Moment at={expiresAt} zone={zone} />,
    },
    {
      title: texts.keys.columns.actions,
      cell: (key) => mayWrite && key.status !== 'revoked' && <KeyActions apiKey={key} tenantId={tenantId} />,
    },
  ];
  return (
    <List
      label={texts.keys.list}
      pages={pages}
      columns={columns}
      keyOf={({ id }) => id}
      empty={<Empty title={texts.keys.none} hint={texts.keys.noneHint} />}
    />
  );
}

interface Part {
  readonly apiKey: ApiKey;
  readonly zone: string | undefined;
}

function Name({ apiKey: { name, mode, createdAt }, zone }: Part) {
  return (
    <div className="py-1.5">
      <p className="flex items-center gap-2 font-medium">
        {name}
        {mode === 'test' && <Badge tone="ring">{texts.keys.test}</Badge>}
      </p>
      <p className="text-sm text-ink-3">
        {texts.keys.made} <Moment at={createdAt} zone={zone} />
      </p>
    </div>
  );
}

const tones = { active: 'live', expired: 'ring', revoked: 'quiet' } as const;

function Status({ apiKey: { status, oldSecretsUntil }, zone }: Part) {
  return (
    <div className="py-1.5">
      <Badge tone={tones[status]} dot>
        {texts.keys.status[status]}
      </Badge>
      {status === 'active' && oldSecretsUntil !== null && (
        <p className="text-sm text-ink-3">
          {texts.keys.oldUntil} <Moment at={oldSecretsUntil} zone={zone} />
        </p>
      )}
    </div>
  );
}

/** So many are named; the others are counted, and named on hover. */
const named = 2;

function Scopes({ scopes }: Pick<ApiKey, 'scopes'>) {
  if (scopes.length === keyScopes.length) return texts.keys.all(number(scopes.length));
  return (
    <p title={scopes.join(', ')} className="text-ink-2">
      <span className="font-mono text-sm">{scopes.slice(0, named).join(', ')}</span>
      {scopes.length > named && ` ${texts.keys.more(number(scopes.length - named))}`}
    </p>
  );
}

function Used({ apiKey: { lastUsedAt, lastUsedIp }, zone }: Part) {
  if (lastUsedAt === null) return <span className="text-ink-3">{texts.keys.never}</span>;
  return (
    <div>
      <Moment at={lastUsedAt} zone={zone} />
      {lastUsedIp && <p className="text-sm text-ink-3 max-md:hidden">{texts.keys.usedFrom(lastUsedIp)}</p>}
    </div>
  );
}
