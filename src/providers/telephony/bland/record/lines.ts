/** What was said, one line for each utterance. */
import type { FactContent } from '../../../../core/calls/facts.ts';
import { defined } from '../../../../core/defined.ts';
import { type BlandRecord, speakers } from './shape.ts';

export interface Line {
  readonly content: FactContent<'line'>;
  readonly at: Date | undefined;
}

export function linesOf({ transcripts = [], concatenated_transcript: all }: BlandRecord): Line[] {
  const lines = transcripts.flatMap(({ user = 'system', text, id, created_at: at }) =>
    text === undefined ? [] : [{ content: { who: user, text, ...defined({ number: id }) }, at }],
  );
  return lines.length === 0 && all !== undefined ? taken(all) : lines;
}

/** Somebody spoke, of those between whom the call was. */
export const isSpoken = ({ content: { who } }: Line): boolean => who === 'agent' || who === 'caller';

const names = Object.keys(speakers).join('|');
const beginning = new RegExp(`^(${names}) ?: `);
const between = new RegExp(` ?\\n ?(?=(?:${names}) ?: )`);

/**
 * From the text of the whole conversation, where the lines themselves are missing. Their place in it is their number:
 * without one, two who say the same would be one.
 */
function taken(all: string): Line[] {
  return all.split(between).flatMap((part, index) => {
    const [start = '', speaker] = beginning.exec(part) ?? [];
    const text = part.slice(start.length).trim();
    const who = speakers[speaker as keyof typeof speakers] ?? 'system';
    return text === '' ? [] : [{ content: { who, text, number: index + 1 }, at: undefined }];
  });
}
