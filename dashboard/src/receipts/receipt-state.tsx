import type { ListedReceipt } from '../../../src/contract/receipts.ts';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';

const tones = { new: 'ring', done: 'live', parked: 'ring', quarantined: 'fail' } as const;

export function ReceiptState({ state }: Pick<ListedReceipt, 'state'>) {
  return (
    <Badge tone={tones[state]} dot>
      {texts.receipts.state[state]}
    </Badge>
  );
}
