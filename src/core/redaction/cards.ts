/** Card numbers: 13 to 19 digits of an issuer's range whose checksum by Luhn is right. */
import { type Run, type Window, windowsAt } from './digits.ts';

const issuers = /^(?:[2-6]|8[12]|9792)/;
const gap = /^[ \u00a0,\n\u2010-\u2015-]{0,3}$/;

/** The longest card that starts at that group. */
export function cardAt(run: Run, from: number, text: string): Window | undefined {
  const first = run[from];
  // The digits after a decimal point are none.
  if (first === undefined || /\d\.$/.test(text.slice(Math.max(0, first.start - 2), first.start)))
    return undefined;
  return windowsAt(run, from, 13, 19).findLast(
    ({ digits, groups }) =>
      issuers.test(digits) && groups.slice(1).every((group) => gap.test(group.gap)) && isLuhn(digits),
  );
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.at(-1 - index));
    const value = index % 2 === 0 ? digit : digit * 2;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
