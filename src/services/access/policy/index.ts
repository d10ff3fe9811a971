/** Which passwords are taken: long ones that are hard to guess. No signs are demanded; they make none harder. */
import { ValidationError } from '../../../core/errors.ts';
import { type Weakness, weigh } from './weaknesses.ts';

export const shortestPassword = 12;
/** Longer ones are no better, and have to be read and hashed. */
export const longestPassword = 256;
const leastStrength = 8;

const words: Readonly<Record<Weakness, string>> = {
  name: 'your name, address or organisation',
  word: 'words that many take',
  walk: 'series or walks over the keyboard',
  repetition: 'repetitions',
  year: 'a year',
};

/** `about`: what others know of the person: names, the e-mail address, the tenant. */
export function assertGoodPassword(password: string, about: readonly string[]): void {
  const length = [...password].length;
  if (length < shortestPassword) throw refused(`has to have at least ${shortestPassword} characters`);
  if (length > longestPassword) throw refused(`may have at most ${longestPassword} characters`);
  const { strength, weaknesses } = weigh(password, namesIn(about));
  if (strength >= leastStrength) return;
  const found = [...weaknesses].map((one) => words[one]).join(', ');
  throw refused(`is too easy to guess${found === '' ? '' : `: it is mostly made of ${found}`}`);
}

/** Names come apart, with their parts run together as well; shorter ones would be found by chance. */
function namesIn(about: readonly string[]): string[] {
  const parts = about.flatMap((text) => {
    const plain = text.normalize('NFKC').toLowerCase();
    const single = plain.split(/[^\p{L}\p{N}]+/u);
    return [...single, single.join('')];
  });
  return [...new Set(parts)].filter((part) => part.length >= 3);
}

function refused(message: string): ValidationError {
  return new ValidationError(
    'Choose another password: a few words that have nothing to do with each other make a good one.',
    [{ path: 'body.password', message }],
    { code: 'PASSWORD_TOO_WEAK' },
  );
}
