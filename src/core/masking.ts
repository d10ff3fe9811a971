/**
 * What whoever may not see personal data sees of it: enough to tell one caller from another, too little to reach
 * them. Everything that shows numbers, names or addresses renders them through the eyes of who looks.
 */
import type { Caller } from './caller.ts';
import { redact } from './redaction/index.ts';

export interface Eyes {
  number(value: string): string;
  name(value: string): string;
  email(value: string): string;
  /** What somebody said or wrote, in which there may be numbers and names of any kind. */
  text(value: string): string;
}

const asItIs = (value: string) => value;
const openEyes: Eyes = { number: asItIs, name: asItIs, email: asItIs, text: asItIs };
const othersEyes: Eyes = {
  number: maskPhone,
  name: maskName,
  email: maskEmail,
  text: (value) => redact(value).text,
};

/** How much somebody sees. */
export interface Sight {
  readonly eyes: Eyes;
  /** What came along with a call holds anything: it is for those alone who see numbers in full. */
  readonly full: boolean;
  /** What was said in a call, and what was made of that, is for those alone who may read transcripts. */
  readonly words: boolean;
}

export function sightOf(caller: Pick<Caller, 'permissions'>): Sight {
  const { permissions } = caller;
  return {
    eyes: eyesOf(caller),
    full: permissions.has('numbers:full'),
    words: permissions.has('transcripts:read'),
  };
}

export function eyesOf({ permissions }: Pick<Caller, 'permissions'>): Eyes {
  return permissions.has('numbers:full') ? openEyes : othersEyes;
}

const twoDigitCodes = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);

/** `+1 ••• ••• 0142`: country code and last four. Of what is too short for that, or no number, nothing. */
export function maskPhone(number: string): string {
  const digits = number.replaceAll(/\D/g, '');
  if (digits.length < 8) return '•••';
  if (!number.startsWith('+')) return `••• ••• ${digits.slice(-4)}`;
  const code = /^[17]/.test(digits) ? 1 : twoDigitCodes.has(digits.slice(0, 2)) ? 2 : 3;
  return `+${digits.slice(0, code)} ••• ••• ${digits.slice(-4)}`;
}

/** `A••• L•••` */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => `${[...part][0]}•••`)
    .join(' ');
}

/** `a•••@•••.com`: a domain may be a person's name as well. */
export function maskEmail(email: string): string {
  const [, first, end] = /^(.)[^@]*@[^@]*?(\.[^.@]*)?$/u.exec(email) ?? [];
  return first === undefined ? '•••' : `${first}•••@•••${end ?? ''}`;
}
