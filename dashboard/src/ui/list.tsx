/** A list in pages: what it waits for, what failed, that there is nothing, or its rows and what comes after them. */
import type { ReactNode } from 'react';
import type { Pages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './skeleton.tsx';

export interface ListColumn<T> {
  readonly title: string;
  /** On a phone the cells stand below each other, and those that matter least not at all. */
  readonly hideOnPhone?: boolean;
  cell(item: T): ReactNode;
}

interface Props<T> {
  readonly label: string;
  readonly pages: Pages<T>;
  readonly columns: readonly ListColumn<T>[];
  /** What stands there instead where the list is empty. */
  readonly empty: ReactNode;
  keyOf(item: T): string;
}

/** Whoever sees all of a list needs not be told that it ends. */
export const seenAtOnce = 12;

export function List<T>({ label, pages, columns, empty, keyOf }: Props<T>) {
  const { list, error, isLoading, isWhole } = pages;
  if (error && list === undefined)
    return (
      <div className="p-5">
        <Problem error={error} again={pages.again} />
      </div>
    );
  if (list === undefined) return <Skeleton rows={8} />;
  if (list.length === 0) return empty;
  return (
    <section aria-label={label} tabIndex={-1} className="min-h-0 grow overflow-auto">
      <table className="w-full border-collapse max-md:block">
        <thead className="sticky top-0 bg-surface text-sm text-ink-2 max-md:hidden">
          <tr>
            {columns.map(({ title }) => (
              <th key={title} scope="col" className="h-8 border-b border-line px-3 font-medium first:pl-5">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:block">
          {list.map((item) => (
            <tr
              key={keyOf(item)}
              className="border-b border-line bg-surface max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-5 max-md:py-3"
            >
              {columns.map(({ title, hideOnPhone = false, cell }) => (
                <td
                  key={title}
                  className={`md:h-11 md:px-3 md:first:pl-5 ${hideOnPhone ? 'max-md:hidden' : ''}`}
                >
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {error && (
        <div className="p-5">
          <Problem error={error} again={pages.more} />
        </div>
      )}
      <p role="status" className="px-5 py-3 text-ink-3 empty:p-0">
        {isWhole && list.length > seenAtOnce && texts.lists.end}
        {isLoading && texts.lists.loading}
        {!isWhole && !isLoading && <Button onClick={pages.more}>{texts.lists.more}</Button>}
      </p>
    </section>
  );
}
