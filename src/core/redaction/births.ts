/** Dates of birth: dates that somebody calls so. A date alone is no secret. */
import { between, type Detector, type Finding } from './finding.ts';

const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const day = '\\d{1,2}(?:st|nd|rd|th)?';
const date = [
  String.raw`\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}(?!\d)`,
  String.raw`(?:19|20)\d{6}(?!\d)`,
  String.raw`${day}(?: of)? ${month}\.?,? \d{4}(?!\d)`,
  String.raw`${month}\.? ${day},? \d{4}(?!\d)`,
].join('|');

const called = String.raw`(?:born|birth|\bd\.?o\.?b\b)`;
const calledBefore = new RegExp(`${called}${between}{0,40}?(?<![\\d])(${date})`, 'dgi');
const calledAfter = new RegExp(
  `(?<!\\d)(${date})(?=${between}{0,24}?(?:birthday|birth ?date|date of birth))`,
  'dgi',
);

export const findBirths: Detector = (text) => {
  if (!/born|birth|d\.?o\.?b/i.test(text)) return [];
  const spans = [calledBefore, calledAfter].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ indices }) => (indices?.[1] === undefined ? [] : [indices[1]])),
  );
  spans.sort(([one], [other]) => one - other);
  const found: Finding[] = [];
  for (const [start, end] of spans) {
    if (start >= (found.at(-1)?.end ?? 0)) found.push({ type: 'date of birth', start, end });
  }
  return found;
};
