/** Writes by groups, for those who cannot wait: whoever sent what is not stored in time sends it again. */
import { Unavailable } from '../../../core/errors.ts';
import { createGathering } from '../../../core/gathering.ts';
import { within } from '../../../core/within.ts';

export interface GroupCommit<Item, Result> {
  /** Rejects with `Unavailable` where it takes longer than anybody may wait, or too much is waiting already. */
  write(item: Item): Promise<Result>;
  /** Those that wait for their turn, or are under way. */
  readonly unwritten: number;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

interface Options<Item, Result> {
  /** One result for each item, in their order. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly patienceMs: number;
  readonly maxItems: number;
  readonly maxWaiting: number;
}

const late = () => new Unavailable('What you sent could not be stored in time. Send it again.');

export function createGroupCommit<Item, Result>(options: Options<Item, Result>): GroupCommit<Item, Result> {
  const { commit, patienceMs, maxItems, maxWaiting } = options;
  const gathering = createGathering<{ readonly item: Item }, Result>({
    most: maxItems,
    write: (entries) => commit(entries.map(({ item }) => item)),
  });
  return {
    async write(item) {
      if (gathering.waiting >= maxWaiting) {
        throw new Unavailable('Too much waits to be stored at the moment. Send it again.');
      }
      const entry = { item };
      try {
        return await within(patienceMs, gathering.add(entry), late);
      } catch (error) {
        // What waits for its turn is never written then; of what is under way nobody can say whether it will be.
        gathering.withdraw(entry);
        throw error;
      }
    },
    get unwritten() {
      return gathering.unwritten;
    },
    idle: gathering.idle,
  };
}
