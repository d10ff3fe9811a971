/** /v1/calls/:callId/notes */
import { z } from 'zod';
import {
  CallNote,
  CallNotePage,
  CallNoteParams,
  CallNoteQuery,
  NewCallNote,
} from '../../contract/call-notes.ts';
import { CallParams } from '../../contract/calls.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';

const writes = { kind: 'caller', permission: 'calls:write' } as const;
const tags = ['Calls'] as const;

const list = defineRoute({
  method: 'GET',
  url: '/v1/calls/:callId/notes',
  access: { kind: 'caller', permission: 'calls:read' },
  summary: 'List notes about a call',
  description: 'What people and programs have written about it, the newest first.',
  tags,
  schema: { params: CallParams, querystring: CallNoteQuery, response: { 200: CallNotePage } },
  async handler({ notes }, request, reply) {
    const { params, query } = request;
    return reply.code(200).send(await notes.list(callerOf(request), params.callId, query));
  },
});

const add = defineRoute({
  method: 'POST',
  url: '/v1/calls/:callId/notes',
  access: writes,
  summary: 'Add a note to a call',
  description: 'It is kept as long as the call, and erased with it.',
  tags,
  audit: 'call.note',
  schema: { params: CallParams, body: NewCallNote, response: { 201: CallNote } },
  async handler({ notes }, request, reply) {
    const { params, body } = request;
    return reply.code(201).send(await notes.add(callerOf(request), params.callId, body.text));
  },
});

const remove = defineRoute({
  method: 'DELETE',
  url: '/v1/calls/:callId/notes/:noteId',
  access: writes,
  summary: 'Remove a note',
  description: 'By whoever wrote it, or by somebody who may manage people. 403 NOTE_OF_ANOTHER otherwise.',
  tags,
  audit: 'call.remove-note',
  schema: { params: CallNoteParams, response: { 204: z.null() } },
  async handler({ notes }, request, reply) {
    const { callId, noteId } = request.params;
    await notes.remove(callerOf(request), callId, noteId);
    return reply.code(204).send(null);
  },
});

export const callNoteRoutes: readonly Route[] = [list, add, remove] as readonly Route[];
