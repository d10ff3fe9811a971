/** What was just done, said at the edge, for those who listen as well. A failure stays until it is put away. */
import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';

type Kind = 'done' | 'fail';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: Kind;
}

const staysMs = 5_000;

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function become(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const putAway = (id: number) => become(toasts.filter((each) => each.id !== id));

export function toast(text: string, kind: Kind = 'done'): void {
  last += 1;
  const id = last;
  become([...toasts, { id, text, kind }]);
  if (kind === 'done') setTimeout(() => putAway(id), staysMs);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Once, in the frame. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div
      role="log"
      // In the middle: what there is to press stands on the left or on the right.
      className="fixed bottom-4 left-1/2 z-30 flex w-max max-w-96 -translate-x-1/2 flex-col gap-2 max-md:inset-x-4 max-md:bottom-16 max-md:w-auto max-md:max-w-none max-md:translate-x-0"
    >
      {shown.map(({ id, text, kind }) => (
        <div
          key={id}
          className={`flex items-center gap-3 rounded-lg border py-1 pr-1 pl-4 shadow-lg ${kind === 'fail' ? 'border-fail bg-fail-soft text-fail' : 'border-line bg-raised'}`}
        >
          <p className="grow">{text}</p>
          <Button kind="quiet" aria-label={texts.toast.close} onClick={() => putAway(id)}>
            <X aria-hidden size={16} />
          </Button>
        </div>
      ))}
    </div>
  );
}
