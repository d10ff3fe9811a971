/**
 * What Trunkline tells the world: the catalogue of events. An event is thin: which, about what, when it was written.
 * What is to be said about it is rendered when it is sent, from what is stored then, for the eyes that see it.
 */

interface EventKind {
  /** For people who subscribe. */
  readonly description: string;
  /**
   * once: at most one for each call. fact: one for each fact that brings it. revision: one for each change of the
   * folded call.
   */
  readonly each: 'once' | 'fact' | 'revision';
}

export const eventTypes = {
  'call.incoming': { each: 'once', description: 'Somebody calls.' },
  'call.outgoing': { each: 'once', description: 'A call is being placed.' },
  'call.connected': { each: 'once', description: 'A call was answered.' },
  'call.disconnected': { each: 'once', description: 'A call has ended, or is given up for lost.' },
  'call.updated': { each: 'revision', description: 'Something about a call has changed.' },
  'call.input': { each: 'fact', description: 'The caller typed or said what the agent asked for.' },
  'call.note': { each: 'fact', description: 'What the provider says of a call while it goes on.' },
  'call.transferred': { each: 'fact', description: 'A call was handed on to another number.' },
  'call.error': { each: 'fact', description: 'Something went wrong in a call.' },
  'call.noted': { each: 'fact', description: 'Somebody wrote a note about a call, or removed one.' },
  'call.stream': { each: 'fact', description: "A call's live audio began, ended or broke off." },
  'transcription.chunk': { each: 'fact', description: 'Somebody said something, while the call goes on.' },
  'transcription.completed': { each: 'once', description: 'All that was said in a call is there.' },
  'recording.available': { each: 'fact', description: 'The provider has a recording.' },
  'recording.stored': { each: 'fact', description: 'A recording lies in our own storage.' },
} as const satisfies Record<string, EventKind>;

export type EventType = keyof typeof eventTypes;

/** As it is called on Socket.IO: `call.incoming` is `call:incoming`. */
export type SocketEventName = EventType extends infer T
  ? T extends `${infer A}.${infer B}`
    ? `${A}:${B}`
    : never
  : never;

export function socketNameOf(type: EventType): SocketEventName {
  return type.replace('.', ':') as SocketEventName;
}
