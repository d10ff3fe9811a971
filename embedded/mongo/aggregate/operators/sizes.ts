/** What one expression may make: far more than any document holds, and little enough not to take the server's memory. */
import { refuse } from '../expressions/values.ts';

const MOST_ELEMENTS = 2 ** 22;
/** Numbers that follow each other take little room. */
export const MOST_NUMBERS = 2 ** 24;
const MOST_CHARACTERS = 2 ** 26;

export function refuseLongArray(name: string, length: number, most = MOST_ELEMENTS): void {
  if (length <= most) return;
  refuse(146, `${name} would make more than ${most} elements, which takes too much memory`);
}

export function refuseLongText(name: string, length: number): void {
  if (length <= MOST_CHARACTERS) return;
  refuse(146, `${name} would make more than ${MOST_CHARACTERS} characters, which takes too much memory`);
}
