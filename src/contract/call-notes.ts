/** Notes about calls. */
import { z } from 'zod';
import { NextCursor, PageQuery } from './page.ts';
import { text } from './text.ts';

const example = {
  id: 'note_01kb2m9x4e7q3v8z5c0t6r1n2d',
  callId: 'call_01kb2m9x4e7q3v8z5c0t6r1n2d',
  text: 'Asked to be called back after six.',
  author: { kind: 'user', id: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d', name: 'Ada Lovelace' },
  createdAt: '2026-03-01T12:05:00.000Z',
} as const;

export const CallNote = z
  .object({
    id: z.string(),
    callId: z.string(),
    text: z.string().meta({
      description:
        'Numbers, addresses and the like in it are masked for those who may not see numbers in full.',
    }),
    author: z
      .object({
        kind: z.enum(['user', 'key', 'command-line']),
        id: z.string(),
        name: z.string().meta({ description: 'As they were called when they wrote it.' }),
      })
      .meta({ description: 'The person or the key that wrote it.' }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'CallNote', description: 'What somebody has written about a call.', examples: [example] });
export type CallNote = z.infer<typeof CallNote>;

export const NewCallNote = z
  .strictObject({ text: text(4_000) })
  .meta({ id: 'NewCallNote', description: 'A note to be added.', examples: [{ text: example.text }] });
export type NewCallNote = z.infer<typeof NewCallNote>;

export const CallNotePage = z.object({ items: z.array(CallNote), nextCursor: NextCursor }).meta({
  id: 'CallNotePage',
  description: 'Notes about a call, the newest first.',
  examples: [{ items: [example], nextCursor: null }],
});

export const CallNoteQuery = z.object(PageQuery);
export type CallNoteQuery = z.infer<typeof CallNoteQuery>;

export const CallNoteParams = z.object({
  callId: z.string().min(1).max(64),
  noteId: z.string().min(1).max(64),
});
