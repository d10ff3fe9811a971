/** A call without a telephone, for those who may place calls and have a pretended provider to place one over. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { PhoneCall } from 'lucide-react';
import type { SimulatedCall } from '../../../src/contract/simulated-calls.ts';
import { ask } from '../session/ask.ts';
import { may, useMe, useOnlyTenantId } from '../session/me.ts';
import { useChange } from '../session/use-change.ts';
import { useConnections } from '../session/use-connections.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';

/** Where several may be meant, but there is only one: that one. */
function useWhose(tenantId: string | undefined): string | undefined {
  const only = useOnlyTenantId();
  return tenantId ?? only;
}

/** Whether there is one to press; undefined while that is not known. */
export function useMaySimulate(asked: string | undefined): boolean | undefined {
  const tenantId = useWhose(asked);
  const { data: me } = useMe();
  const { data: connections, isLoading } = useConnections(tenantId);
  if (me === undefined || isLoading) return undefined;
  const isPretended = connections?.some(({ simulated, status }) => simulated && status === 'active') ?? false;
  return tenantId !== undefined && may(me, 'calls:write') && isPretended;
}

interface Props {
  readonly tenantId: string | undefined;
  /** Where it is what there is to do on the page. */
  readonly isMain?: boolean;
}

export function SimulateButton({ tenantId: asked, isMain = false }: Props) {
  const tenantId = useWhose(asked);
  const maySimulate = useMaySimulate(asked);
  const navigate = useNavigate();
  const { tenant } = useSearch({ strict: false }) as { tenant?: string };
  const place = useChange({
    send: () => ask<SimulatedCall>('/v1/simulated-calls', tenantId, { method: 'POST', body: {} }),
    outdates: [],
    done: texts.simulate.done,
    onDone() {
      if (isMain) navigate({ to: '/live', search: { tenant } });
    },
  });
  if (maySimulate !== true) return null;
  return (
    <Button
      kind={isMain ? 'primary' : 'plain'}
      aria-label={texts.simulate.action}
      title={texts.simulate.hint}
      disabled={place.isPending}
      onClick={() => place.mutate()}
    >
      <PhoneCall aria-hidden size={16} strokeWidth={1.75} />
      <span className={isMain ? '' : 'max-lg:hidden'}>{texts.simulate.action}</span>
    </Button>
  );
}
