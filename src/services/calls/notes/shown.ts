/** A note as the contract has it, through the eyes of who looks. */
import type { CallNote } from '../../../contract/call-notes.ts';
import type { Caller } from '../../../core/caller.ts';
import type { SealedField } from '../../../core/crypto/sealed-field.ts';
import { redactLine } from '../../../core/logger/redact.ts';
import { sightOf } from '../../../core/masking.ts';
import type { StoredNote } from '../../../models/call-notes.ts';

/** What a note is sealed for. */
export const noteField = 'call-note.text';

export function shownNote(sealed: Pick<SealedField, 'open'>, caller: Pick<Caller, 'permissions'>) {
  const { full } = sightOf(caller);
  return (note: StoredNote): CallNote => {
    const { text, name } = JSON.parse(sealed.open(note, note.noteSealed)) as { text: string; name: string };
    return {
      id: note._id,
      callId: note.callId,
      text: full ? text : redactLine(text),
      author: { kind: note.authorKind, id: note.authorId, name },
      createdAt: note.createdAt.toISOString(),
    };
  };
}
