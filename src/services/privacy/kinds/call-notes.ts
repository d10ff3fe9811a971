import type { SystemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { Kind } from '../kind.ts';
import { sealedIn } from '../of-repository.ts';

export function callNotesKind({ callNotes }: Pick<Models, 'callNotes'>, scope: SystemScope): Kind {
  return {
    name: 'call-notes',
    description: 'What people wrote about calls, sealed together with what they were called then.',
    collections: ['call_notes'],
    retention: { because: 'A note is removed together with its call, whenever that is.' },
    erasure: { because: 'A note is removed together with its call.' },
    export: { because: 'The notes about a call are in the record of the call.' },
    sealed: [sealedIn(callNotes, 'call_notes', { path: 'noteSealed', context: 'call-note.text' }, scope)],
  };
}

export function placementsKind({ placements }: Pick<Models, 'placements'>, scope: SystemScope): Kind {
  return {
    name: 'placements',
    description: 'What was asked for where a call was to be placed: whom to call and what to say, sealed.',
    collections: ['placements'],
    retention: { because: 'It is removed together with the call that was asked for.' },
    erasure: { because: 'It is removed together with the call that was asked for.' },
    export: { because: 'Whom a call went to and what came along with it is in the record of the call.' },
    sealed: [sealedIn(placements, 'placements', { path: 'orderSealed', context: 'placement.order' }, scope)],
  };
}
