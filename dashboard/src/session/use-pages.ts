/** A list of the API as one grows it: page after page. */
import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { ask, queryOf } from './ask.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

type Asked = Readonly<Record<string, string | number | boolean | undefined>>;

interface Options {
  readonly key: QueryKey;
  readonly path: string;
  readonly asked?: Asked;
  readonly tenantId?: string | undefined;
  readonly enabled?: boolean;
  /** Whether what another key had is shown until this one has something. */
  readonly keepsPrevious?: boolean;
}

export interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly list: readonly T[] | undefined;
  readonly error: Error | null;
  readonly isLoading: boolean;
  readonly isWhole: boolean;
  /** Nothing where it is under way already, or nothing is left. */
  more(): void;
  again(): void;
}

export function usePages<T>(options: Options): Pages<T> {
  const { key, path, asked = {}, tenantId, enabled = true, keepsPrevious = false } = options;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [...key, tenantId, asked],
    enabled,
    queryFn: ({ pageParam }) =>
      ask<Page<T>>(`${path}${queryOf({ limit: 50, ...asked, cursor: pageParam })}`, tenantId),
    ...(keepsPrevious ? { placeholderData: keepPreviousData } : {}),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  return {
    list: data?.pages.flatMap(({ items }) => items),
    error,
    isLoading: isFetchingNextPage,
    isWhole: data !== undefined && !hasNextPage,
    more() {
      if (hasNextPage && !isFetchingNextPage) fetchNextPage();
    },
    again: () => void refetch(),
  };
}
