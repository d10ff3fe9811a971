/** Social security numbers of the United States, and the tax numbers that are made like them. */
import { type Run, type Window, windowsAt } from './digits.ts';
import { between, isSaidBefore } from './finding.ts';

const possible = /^(?!000|666)\d{3}(?!00)\d{2}(?!0000)\d{4}$/;
const called = new RegExp(String.raw`(?:\bssn|\bsocial|\bitin)\b${between}{0,32}$`, 'i');

export function ssnAt(run: Run, from: number, text: string): Window | undefined {
  return windowsAt(run, from, 9, 9).find(
    ({ digits, groups }) =>
      possible.test(digits) && (isWrittenSo(groups) || isSaidBefore(called, text, groups[0]?.start ?? 0)),
  );
}

/** As on the card: 123-45-6789. */
function isWrittenSo(groups: Run): boolean {
  const [, second, third] = groups;
  const lengths = groups.map(({ digits, spoken }) => (spoken ? 0 : digits.length)).join();
  return lengths === '3,2,4' && second?.gap === third?.gap && /^[ \u2010-]$/.test(second?.gap ?? '');
}
