/** The keys of the live page: up and down, Enter, Esc, `/`, `?`. */
import { useEffect, useEffectEvent } from 'react';
import type { Row } from './feed-state.ts';

interface Actions {
  readonly list: readonly Row[];
  readonly open: string | undefined;
  onOpen(callId: string | undefined): void;
  onFind(): void;
  onHelp(): void;
}

export function useKeys({ list, open, onOpen, onFind, onHelp }: Actions): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    if (target?.closest('input, select, textarea')) {
      if (event.key === 'Escape') target.blur();
      return;
    }
    if (event.key === 'Escape' && open !== undefined) onOpen(undefined);
    else if (event.key === '/') onFind();
    else if (event.key === '?') onHelp();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      move(list, event.key === 'ArrowDown' ? 1 : -1);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

/** From the row that has the focus to the next one; Enter, on a row, is the browser's own click. */
function move(list: readonly Row[], step: number): void {
  const at = list.findIndex(
    ({ call }) => call.id === (document.activeElement as HTMLElement | null)?.dataset.call,
  );
  const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + step))];
  if (next === undefined) return;
  document.querySelector<HTMLElement>(`[data-call="${CSS.escape(next.call.id)}"]`)?.focus();
}
