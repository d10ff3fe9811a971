/** What does something when it is pressed. Nothing here reaches a server. */
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ExportButton } from '../ui/export-button.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { Part } from './part.tsx';

const kinds = ['primary', 'plain', 'quiet', 'danger'] as const;

async function send(form: FormData): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 600));
  const name = textIn(form, 'name');
  if (name === 'refuse') throw new Error('This name is refused.');
  return name;
}

export function Actions() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Part name="Button">
        {kinds.map((kind) => (
          <Button key={kind} kind={kind}>
            {kind}
          </Button>
        ))}
        {kinds.map((kind) => (
          <Button key={kind} kind={kind} disabled>
            {kind}, disabled
          </Button>
        ))}
      </Part>
      <Part name="CopyButton">
        <CopyButton text="something" />
        <CopyButton text="something" what="the address" />
        <CopyButton text="something" what="the address" iconOnly />
      </Part>
      <Part name="Confirm">
        <Confirm
          action="Close"
          question="Close this account?"
          hint="Its numbers are answered by nobody then."
          onConfirm={() => toast('It is closed.')}
        />
        <Confirm action="Close" question="" hint="" busy onConfirm={() => undefined} />
      </Part>
      <Part name="Dialog, FormDialog">
        <Button onClick={() => setOpen(true)}>Open a dialog</Button>
        <Dialog title="A dialog" open={open} onClose={() => setOpen(false)}>
          <Button onClick={() => setOpen(false)}>Close</Button>
        </Dialog>
        <FormDialog
          action="Open a form"
          kind="primary"
          title="A form"
          submit="Save"
          send={send}
          outdates={[]}
          done={(_, name) => `“${name}” is saved.`}
        >
          <Field label="Name" name="name" hint="“refuse” is refused." required />
        </FormDialog>
      </Part>
      <Part name="toast">
        <Button onClick={() => toast('It is saved.')}>What was done</Button>
        <Button onClick={() => toast('It was refused.', 'fail')}>What failed</Button>
      </Part>
      <Part name="ExportButton">
        <ExportButton
          tenantId={undefined}
          path="/nowhere"
          fileName="nothing.csv"
          hint="There is nothing to be had here: it says so"
          done={(rows) => `${rows} rows are saved.`}
        />
      </Part>
    </>
  );
}
