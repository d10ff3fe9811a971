/** Receipts about calls that nobody knew are taken up again as soon as somebody knows whose those are. */
import type { CallHomes } from '../../../models/call-homes.ts';
import type { Receipts } from '../../../models/receipts.ts';

interface Parts {
  readonly homes: Pick<CallHomes, 'find'>;
  readonly receipts: Pick<Receipts, 'takeUp'>;
}

/** `decided`: homes that are there since now; `awaited`: those for which receipts were put aside a moment ago. */
export type TakeUp = (decided: readonly string[], awaited: readonly string[]) => Promise<void>;

export function createTakeUp({ homes, receipts }: Parts): TakeUp {
  return async (decided, awaited) => {
    // One may have been decided after it was looked for, and before what waits for it was put aside.
    const meanwhile = await homes.find([...new Set(awaited)]);
    await receipts.takeUp([...decided, ...meanwhile.map(({ _id }) => _id)]);
  };
}
