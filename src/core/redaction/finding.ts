/** What is looked for in a text, and where it was found. */
export type Kind = 'card' | 'ssn' | 'phone' | 'iban' | 'email' | 'date of birth' | 'secret';

export interface Finding {
  readonly type: Kind;
  /** The first character, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** Finds one sort of thing; what it returns is in order and does not overlap. It takes time in proportion to the text. */
export type Detector = (text: string) => Finding[];

/**
 * Stands where something was found already. Together with brackets, which what is found is replaced with, it ends
 * everything that belongs together, so that a text reads the same before and after its replacements.
 */
export const barrier = '\uE000';

/** A part of a regular expression: between a word that says what comes, and what comes. */
export const between = String.raw`[^\d[\]\n${barrier}]`;

/** How far a word may stand before what it speaks of. */
const reach = 48;

export function isSaidBefore(pattern: RegExp, text: string, at: number): boolean {
  return pattern.test(text.slice(Math.max(0, at - reach), at));
}
