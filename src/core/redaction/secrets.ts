/** Keys, tokens and passwords in addresses, by how their makers begin them. */
import { barrier, type Detector } from './finding.ts';

/** `start` says where a word may begin; what was written as JSON has other beginnings than a text. */
export const secretPatterns = (start: string): string[] => [
  // Keys of tenants, of Stripe, OpenAI, Slack, SendGrid; webhook secrets.
  String.raw`${start}(?:tl_(?:live|test|refresh|once)|sk|rk|pk|whsec|xox[abp])[_-][A-Za-z0-9_\-./+=]{8,}`,
  String.raw`${start}SG\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}`,
  `${start}Bearer [A-Za-z0-9._~+/=-]{8,}`,
  // JSON web tokens.
  String.raw`${start}eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
  // The password in an address.
  String.raw`(?<=://[^\s:/@"]{0,64}:)[^\s@/"[\]${barrier}]{1,256}(?=@)`,
];

/** A part of each pattern that is quick to look for: most texts have none, and then nothing more is asked. */
export const secretHint = /tl_|[srp]k[_-]|whsec|xox|SG\.|Bearer|eyJ|@/;

// Not after what could be the middle of the same secret, either: then each character is looked at a few times at most.
const pattern = new RegExp(secretPatterns(String.raw`(?<![A-Za-z0-9_\-])`).join('|'), 'g');

export const findSecrets: Detector = (text) =>
  secretHint.test(text)
    ? [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({
        type: 'secret',
        start: index,
        end: index + length,
      }))
    : [];
