import { useEffect, useRef } from 'react';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';

/** The browser's own dialog: it keeps the focus, and Esc closes it. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="help-title"
      onClose={onClose}
      className="m-auto w-80 rounded-xl border border-line bg-raised p-5 text-ink backdrop:bg-black/40"
    >
      <h2 id="help-title" className="mb-3 text-lg font-semibold">
        {texts.help.title}
      </h2>
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {texts.help.keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt className="font-mono">{key}</dt>
            <dd className="text-ink-2">{what}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={onClose}>{texts.help.close}</Button>
    </dialog>
  );
}
