/**
 * What a mail says, apart from how it looks: a template makes a letter of its values, and text and HTML are both made
 * of that letter, so that they cannot say different things. Texts are plain here; they are escaped where HTML is made.
 */
import type { Templates } from '../mail.ts';

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'button'; readonly label: string; readonly link: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'note'; readonly text: string };

export interface Letter {
  readonly subject: string;
  /** What a list of mails shows behind the subject. */
  readonly preview: string;
  readonly body: readonly Block[];
}

export interface Template<T extends keyof Templates> {
  compose(values: Templates[T]): Letter;
  /** For the preview. */
  readonly sample: Templates[T];
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const note = (text: string): Block => ({ kind: 'note', text });
export const facts = (...rows: [name: string, value: string][]): Block => ({ kind: 'facts', rows });

export function button(label: string, link: string): Block {
  const { protocol } = new URL(link);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new Error('a button leads to an http or https address');
  }
  return { kind: 'button', label, link };
}

/** These may hide what a name says, or make lines of their own. Two joiners are letters' business in some scripts. */
const invisible = /(?:[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf})+/gu;
const longestName = 80;

/**
 * A name that somebody gave themselves, as it may stand in a mail to somebody else. Mail programs make links of what
 * looks like an address, and a name must not become one: it would be a stranger's advertisement in our mail.
 */
export function named(name: string): string {
  const plain = name.replace(invisible, ' ').replace(/\s+/g, ' ').trim();
  const short = plain.length > longestName ? `${plain.slice(0, longestName - 1).trimEnd()}…` : plain;
  // The joiner takes no place, and no mail program sees an address in what it divides.
  return short.replace(/([.:@/])(?=\S)/g, '$1\u2060');
}
