/** A button that opens a form. It closes when what was sent is done; what was refused stands above the fields. */
import { type ReactNode, useState } from 'react';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';

interface Sending<T> extends Omit<Parameters<typeof useChange<FormData, T>>[0], 'isShown'> {
  /** What the button says that sends it. */
  readonly submit: string;
  /** What cannot be taken back looks like it. */
  readonly submitKind?: 'primary' | 'danger';
  readonly children: ReactNode;
}

interface Props<T> extends Sending<T> {
  /** What the button says that opens it. */
  readonly action: string;
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly icon?: ReactNode;
  readonly title: string;
}

export function FormDialog<T>({ action, kind = 'plain', icon, title, onDone, ...sending }: Props<T>) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button kind={kind} onClick={() => setOpen(true)}>
        {icon}
        {action}
      </Button>
      <Dialog title={title} open={open} onClose={close}>
        <Form
          {...sending}
          onCancel={close}
          onDone={(result) => {
            close();
            onDone?.(result);
          }}
        />
      </Dialog>
    </>
  );
}

function Form<T>({
  submit,
  submitKind = 'primary',
  children,
  onCancel,
  ...options
}: Sending<T> & { onCancel(): void }) {
  const { mutate, error, isPending } = useChange<FormData, T>({ ...options, isShown: true });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        mutate(new FormData(event.currentTarget));
      }}
    >
      {error && <Problem error={error} />}
      {children}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{texts.confirm.cancel}</Button>
        <Button type="submit" kind={submitKind} disabled={isPending}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

/** What stands in a field; nothing where it is not there. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
