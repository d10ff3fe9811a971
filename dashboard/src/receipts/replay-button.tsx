/** Has something that arrived understood anew, and says what came of it. */
import { RotateCw } from 'lucide-react';
import type { Receipt } from '../../../src/contract/receipts.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';
import { ApiError } from '../session/request.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { verdictOf } from './verdict.ts';

interface Props {
  readonly receipt: Pick<Receipt, 'id' | 'state'>;
  readonly tenantId: string | undefined;
}

/** Of what is done a replay changes nothing, and what is new is tried anyhow: there it is not offered. */
export const isReplayed = ({ state }: Props['receipt']): boolean =>
  state === 'parked' || state === 'quarantined';

export function ReplayButton({ receipt, tenantId }: Props) {
  const { data: me } = useMe();
  const isPlatform = may(me, 'platform:read');
  const replay = useChange({
    send: () => replayed(receipt.id, tenantId, isPlatform),
    outdates: [['receipts'], ['receipt', receipt.id], ['timeline'], ['call']],
    onDone(after) {
      const { text, isGood } = verdictOf(after);
      toast(text, isGood ? 'done' : 'fail');
    },
  });
  if (!isReplayed(receipt) || !may(me, 'receipts:write')) return null;
  return (
    <Button title={texts.receipts.replayHint} disabled={replay.isPending} onClick={() => replay.mutate()}>
      <RotateCw aria-hidden size={16} strokeWidth={1.75} />
      {texts.receipts.replay}
    </Button>
  );
}

/** What came over a connection of the platform is not the tenant's whose call it is about. */
async function replayed(id: string, tenantId: string | undefined, isPlatform: boolean): Promise<Receipt> {
  const path = `/v1/receipts/${encodeURIComponent(id)}/replay`;
  try {
    return await ask<Receipt>(path, tenantId, { method: 'POST' });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'RECEIPT_NOT_FOUND') throw error;
    if (isPlatform && tenantId !== undefined) return ask<Receipt>(path, undefined, { method: 'POST' });
    throw new Error(texts.receipts.ofPlatform);
  }
}
