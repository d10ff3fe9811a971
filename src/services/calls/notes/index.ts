/** Notes that people and programs write about calls. They lie sealed, and go with their call. */
import type { CallNote, CallNoteQuery } from '../../../contract/call-notes.ts';
import type { Caller } from '../../../core/caller.ts';
import { fact } from '../../../core/calls/fact.ts';
import { type Clock, systemClock } from '../../../core/clock.ts';
import { createSealedField, type Sealer } from '../../../core/crypto/index.ts';
import { type Page, pageOf, placeOf } from '../../../core/cursor.ts';
import { AuthorizationError, NotFoundError } from '../../../core/errors.ts';
import { isId, newId } from '../../../core/ids.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { StoredNote, CallNotes as StoredNotes } from '../../../models/call-notes.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Audit } from '../../audit/audit.ts';
import type { OpenConnections } from '../../connections/connections.ts';
import { tellingPatiently } from '../commands/patiently.ts';
import { existingCall } from '../existing.ts';
import type { Intake } from '../intake.ts';
import { noteField, shownNote } from './shown.ts';

export interface CallNotes {
  list(caller: Caller, callId: string, query: CallNoteQuery): Promise<Page<CallNote>>;
  add(caller: Caller, callId: string, text: string): Promise<CallNote>;
  /** By its author, or by whoever manages the tenant's people. */
  remove(caller: Caller, callId: string, noteId: string): Promise<void>;
}

interface Needs {
  readonly models: { readonly callNotes: StoredNotes; readonly calls: Pick<Calls, 'findById'> };
  readonly intake: Pick<Intake, 'tell'>;
  readonly connections: Pick<OpenConnections, 'byId'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly sealer: Sealer;
  readonly clock?: Clock;
}

const primary = { readPreference: 'primary' } as const;

export function createCallNotes(needs: Needs): CallNotes {
  const { models, intake, connections, audit, sealer, clock = systemClock } = needs;
  const { callNotes, calls } = models;
  const sealed = createSealedField(sealer, noteField);
  const patiently = tellingPatiently(intake);

  const callOf = (scope: TenantScope, callId: string) => existingCall(calls, scope, callId, primary);

  async function noteOf(scope: TenantScope, callId: string, _id: string): Promise<StoredNote> {
    const note = await callNotes.findOne(scope, { _id, callId }, primary);
    if (note === null) throw new NotFoundError('There is no note with this id.', { code: 'NOTE_NOT_FOUND' });
    return note;
  }

  /** To everybody who looks at the call. Where the connection is gone nothing can be told over it; the note is there. */
  async function tell(call: StoredCall, note: string, what: 'added' | 'removed', by: string): Promise<void> {
    const connection = await connections.byId(call.connectionId);
    if (connection === undefined) return;
    const { providerCallId } = call;
    const facts = [fact('noted', 'trunkline', { note, what, by }, clock.now())];
    await patiently(connection, '@command', [{ providerCallId, facts }]);
  }

  return {
    async list(caller, callId, { limit, cursor }) {
      const { scope } = caller;
      await callOf(scope, callId);
      const below = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('note', place));
      const filter = { callId, ...(below !== undefined && { _id: { $lt: below } }) };
      const found = await callNotes.find(scope, filter, { sort: { _id: -1 }, limit: limit + 1 });
      return pageOf(found, limit, shownNote(sealed, caller));
    },
    async add(caller, callId, text) {
      const { scope, tenantId, id: authorId, kind: authorKind, name } = caller;
      const call = await callOf(scope, callId);
      const owner = { _id: newId('note'), tenantId };
      const noteSealed = sealed.seal(owner, JSON.stringify({ text, name }));
      const note = { ...owner, callId, authorId, authorKind, noteSealed, createdAt: clock.now() };
      const resource = { type: 'call', id: callId };
      const after = { note: note._id, characters: text.length };
      await audit.record(scope, caller, { action: 'call.note', resource, after }, async () => {
        await callNotes.insertOne(scope, note);
        // It may have been erased since it was looked for, and nothing about it may stay.
        if ((await calls.findById(scope, callId, { select: [], ...primary })) === null) {
          await callNotes.deleteOne(scope, { _id: note._id });
          await callOf(scope, callId);
        }
        await tell(call, note._id, 'added', authorId);
      });
      return shownNote(sealed, caller)(note);
    },
    async remove(caller, callId, noteId) {
      const { scope, id, permissions } = caller;
      const call = await callOf(scope, callId);
      const { authorId } = await noteOf(scope, callId, noteId);
      if (authorId !== id && !permissions.has('users:write')) {
        throw new AuthorizationError('Somebody else wrote this note. Its author or an operator removes it.', {
          code: 'NOTE_OF_ANOTHER',
        });
      }
      const resource = { type: 'call', id: callId };
      const before = { note: noteId, author: authorId };
      await audit.record(scope, caller, { action: 'call.remove-note', resource, before }, async () => {
        await callNotes.deleteOne(scope, { _id: noteId });
        await tell(call, noteId, 'removed', id);
      });
    },
  };
}
