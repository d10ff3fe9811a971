/** A button for what cannot be taken back: it asks first, and says what will happen. */
import { type ReactNode, useState } from 'react';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Props {
  /** Of the button, and of the one that does it. */
  readonly action: string;
  readonly question: string;
  /** What will happen then. */
  readonly hint: string;
  readonly icon?: ReactNode;
  /** How the button looks among others. */
  readonly kind?: 'plain' | 'quiet';
  readonly busy?: boolean;
  /** Only the icon, where many of them stand in a list. */
  readonly quiet?: boolean;
  onConfirm(): void;
}

export function Confirm({
  action,
  question,
  hint,
  icon,
  kind = 'plain',
  busy = false,
  quiet = false,
  onConfirm,
}: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        kind={quiet ? 'quiet' : kind}
        disabled={busy}
        {...(quiet && { 'aria-label': action, title: action })}
        onClick={() => setOpen(true)}
      >
        {icon}
        {!quiet && action}
      </Button>
      <Dialog title={question} open={open} onClose={() => setOpen(false)}>
        <p className="mb-4 text-ink-2">{hint}</p>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>{texts.confirm.cancel}</Button>
          <Button
            kind="danger"
            onClick={() => {
              setOpen(false);
              onConfirm();
            }}
          >
            {action}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
