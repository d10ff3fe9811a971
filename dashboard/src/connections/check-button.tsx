import { RefreshCw } from 'lucide-react';
import type { Connection } from '../../../src/contract/connections.ts';
import { ask } from '../session/ask.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { outdated } from './use-connection.ts';

interface Props {
  readonly connection: Connection;
  readonly tenantId: string | undefined;
  readonly kind?: 'plain' | 'quiet';
}

/** Asks the provider now, instead of waiting for the next minute. */
export function CheckButton({ connection: { id }, tenantId, kind = 'plain' }: Props) {
  const { mutate, isPending } = useChange<void, Connection>({
    send: () => ask(`/v1/connections/${id}/check`, tenantId, { method: 'POST' }),
    outdates: outdated,
    onDone: ({ check: { verdict } }) =>
      toast(texts.connections.said[verdict], verdict === 'reachable' ? 'done' : 'fail'),
  });
  return (
    <Button kind={kind} disabled={isPending} onClick={() => mutate()}>
      <RefreshCw aria-hidden size={16} strokeWidth={1.75} />
      {texts.connections.check}
    </Button>
  );
}
