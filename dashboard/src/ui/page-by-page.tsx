/** What comes in pages and is no table: what it waits for, what failed, that there is nothing, or all so far and more. */
import type { ReactNode } from 'react';
import type { Pages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './skeleton.tsx';

interface Props<T> {
  readonly pages: Pages<T>;
  /** How much is drawn of what is not there yet. */
  readonly rows: number;
  /** What stands there instead where there is nothing. */
  readonly empty?: string;
  /** What is there so far. */
  readonly children: (list: readonly T[]) => ReactNode;
}

export function PageByPage<T>({ pages, rows, empty = '', children }: Props<T>) {
  const { list, error, isLoading, isWhole } = pages;
  return (
    <div className="flex flex-col gap-3 empty:hidden">
      {error && <Problem error={error} again={list === undefined ? pages.again : pages.more} />}
      {!list && !error && <Skeleton rows={rows} />}
      {list?.length === 0 && empty !== '' && <p className="text-ink-2">{empty}</p>}
      {list && list.length > 0 && children(list)}
      {list && !isWhole && (
        <Button disabled={isLoading} onClick={pages.more}>
          {texts.lists.more}
        </Button>
      )}
    </div>
  );
}
