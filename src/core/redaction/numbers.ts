/** Everything that is made of digits. A card is looked for first: what looks like a phone number may be half of one. */
import { cardAt } from './cards.ts';
import { type Run, runsIn, type Window } from './digits.ts';
import type { Finding, Kind } from './finding.ts';
import { type PhoneOptions, phoneAt } from './phones.ts';
import { ssnAt } from './ssns.ts';

type Look = (run: Run, from: number, text: string) => Window | undefined;

export function findNumbers(text: string, options: PhoneOptions): Finding[] {
  const looks: readonly (readonly [Kind, Look])[] = [
    ['card', cardAt],
    ['ssn', ssnAt],
    ['phone', (run, from) => phoneAt(run, from, text, options)],
  ];
  const found: Finding[] = [];
  let runs = runsIn(text);
  for (const [type, look] of looks) {
    runs = runs.flatMap((run) => {
      const rest: Run[] = [];
      let restFrom = 0;
      for (let from = 0; from < run.length; from += 1) {
        const window = look(run, from, text);
        if (window === undefined) continue;
        found.push({ type, ...placeOf(type, window, text) });
        rest.push(run.slice(restFrom, from));
        from += window.groups.length - 1;
        restFrom = from + 1;
      }
      rest.push(run.slice(restFrom));
      return rest.filter(({ length }) => length > 0);
    });
  }
  return found.sort((one, other) => one.start - other.start);
}

/** The plus, and the bracket around an area code, are parts of a phone number. */
function placeOf(type: Kind, { groups }: Window, text: string): { start: number; end: number } {
  const [start, end] = [groups[0]?.start ?? 0, groups.at(-1)?.end ?? 0];
  if (type !== 'phone') return { start, end };
  const before = /(?:\+|\bplus )? ?\(?$/i.exec(text.slice(Math.max(0, start - 7), start))?.[0] ?? '';
  return { start: start - before.trimStart().length, end };
}
