/** What people and programs have written about a call, the newest first, and the place to write more. */
import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { CallNote } from '../../../src/contract/call-notes.ts';
import type { Call } from '../../../src/contract/calls.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';
import { useChange } from '../session/use-change.ts';
import { usePages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { PageByPage } from '../ui/page-by-page.tsx';
import { TextArea } from '../ui/text-area.tsx';

const { notes: words } = texts;

interface Props {
  readonly call: Pick<Call, 'id'>;
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
}

export function NoteList({ call: { id }, tenantId, zone }: Props) {
  const { data: me } = useMe();
  const path = `/v1/calls/${id}/notes`;
  const pages = usePages<CallNote>({ key: ['notes', id], path, tenantId });
  return (
    <div className="flex flex-col gap-3 p-4">
      {may(me, 'calls:write') && <NewNote path={path} callId={id} tenantId={tenantId} />}
      <PageByPage pages={pages} rows={1} empty={words.none}>
        {(list) => (
          <ul className="flex flex-col gap-3">
            {list.map((note) => (
              <Note key={note.id} note={note} path={path} tenantId={tenantId} zone={zone} />
            ))}
          </ul>
        )}
      </PageByPage>
    </div>
  );
}

const outdatedBy = (callId: string) => [
  ['notes', callId],
  ['timeline', callId],
];

/** The API's own limit. */
const longest = 4_000;

interface NewNoteProps {
  readonly path: string;
  readonly callId: string;
  readonly tenantId: string | undefined;
}

function NewNote({ path, callId, tenantId }: NewNoteProps) {
  const [text, setText] = useState('');
  const add = useChange({
    send: () => ask<CallNote>(path, tenantId, { method: 'POST', body: { text } }),
    outdates: outdatedBy(callId),
    onDone: () => setText(''),
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() !== '') add.mutate();
  }
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-2">
      <div className="w-full">
        <TextArea
          label={words.write}
          value={text}
          maxLength={longest}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
      <Button type="submit" disabled={text.trim() === '' || add.isPending}>
        {words.add}
      </Button>
    </form>
  );
}

interface NoteProps {
  readonly note: CallNote;
  readonly path: string;
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
}

function Note({ note: { id, callId, text, author, createdAt }, path, tenantId, zone }: NoteProps) {
  const { data: me } = useMe();
  const remove = useChange({
    send: () => ask<null>(`${path}/${id}`, tenantId, { method: 'DELETE' }),
    outdates: outdatedBy(callId),
    done: words.removed,
  });
  const mayRemove = may(me, 'calls:write') && (author.id === me?.id || may(me, 'users:write'));
  return (
    <li className="flex items-start gap-2">
      <div className="min-w-0 grow">
        <p className="text-sm text-ink-2">
          <strong className="font-semibold">{author.name}</strong> <Moment at={createdAt} zone={zone} />
        </p>
        <p className="whitespace-pre-wrap break-words">{text}</p>
      </div>
      {mayRemove && (
        <Confirm
          kind="quiet"
          iconOnly
          action={words.remove}
          question={words.removeQuestion}
          hint={words.removeHint}
          icon={<Trash2 aria-hidden size={16} strokeWidth={1.75} />}
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
        />
      )}
    </li>
  );
}
