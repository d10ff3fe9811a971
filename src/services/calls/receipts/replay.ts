/** Applies a receipt once more, because somebody asks for it. */
import type { StoredReceipt } from '../../../models/receipts.ts';
import { createApply, type Steps } from '../apply/index.ts';
import type { Opened } from './open.ts';

interface Parts {
  readonly open: (stored: StoredReceipt) => Promise<Opened>;
  readonly steps: Steps;
}

export function createReplay({ open, steps }: Parts) {
  const { settle } = steps;
  const anew = createApply(steps);
  // Told again, nothing of it is news: what it changed when it was told first is what counts.
  const again = createApply({
    ...steps,
    settle: (outcomes) => settle(outcomes.map(({ facts: _, ...outcome }) => outcome)),
  });

  return async (stored: StoredReceipt): Promise<void> => {
    const opened = await open(stored);
    if ('receipt' in opened) await (stored.state === 'done' ? again : anew)([opened.receipt]);
    else await settle([{ _id: stored._id, state: 'quarantined', problem: opened.problem }]);
  };
}
