/** The browser's own dialog: it keeps the focus, and Esc closes it. */
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface Props {
  readonly title: string;
  /** What is in it is there only while it is open, so each opening begins anew. */
  readonly open: boolean;
  readonly children: ReactNode;
  onClose(): void;
}

export function Dialog({ title, open, children, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto max-h-[85dvh] w-[26rem] max-w-[calc(100vw-2rem)] rounded-xl border border-line bg-raised p-5 text-ink backdrop:bg-black/40"
    >
      <h2 id={id} className="mb-3 text-lg font-semibold">
        {title}
      </h2>
      {open && children}
    </dialog>
  );
}
