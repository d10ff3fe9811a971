/** Something that is done once, on purpose: afterwards what was shown is asked anew, and the person is told. */
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { toast } from '../ui/toast.tsx';

interface Options<V, T> {
  readonly send: (values: V) => Promise<T>;
  /** What is out of date then: every query whose key begins like that. */
  readonly outdates: readonly QueryKey[];
  /** What is said when it is done. */
  readonly done?: string | ((values: V, result: T) => string);
  readonly onDone?: (result: T) => void;
  /** Said where it stands: else what was refused is a toast. */
  readonly isShown?: boolean;
}

export function useChange<V, T>({ send, outdates, done, onDone, isShown = false }: Options<V, T>) {
  const queries = useQueryClient();
  // Not `isPending`: the second of two clicks may come before that is drawn.
  const isUnderWay = useRef(false);
  const change = useMutation({
    mutationFn: send,
    async onSuccess(result: T, values: V) {
      if (done !== undefined) toast(typeof done === 'string' ? done : done(values, result));
      onDone?.(result);
      await Promise.all(outdates.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError(error) {
      if (!isShown) toast(error.message, 'fail');
    },
    onSettled() {
      isUnderWay.current = false;
    },
  });
  const { mutate } = change;
  const once: typeof mutate = useCallback(
    (...asked) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      mutate(...asked);
    },
    [mutate],
  );
  return { ...change, mutate: once };
}
