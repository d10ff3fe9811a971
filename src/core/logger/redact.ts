/**
 * What must not stand in a log, wherever it turns up: secrets and personal data. By the name of a field (pino's
 * paths), and by how a value looks, in the finished line.
 */

const secretFields = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'password',
  'newPassword',
  'challenge',
  'recoveryCode',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'credentials',
];

const personalFields = ['email', 'transcript', 'recordingUrl'];

/** At the top of what is logged, and one and two levels deeper. */
export const redactedPaths = [...secretFields, ...personalFields].flatMap((field) => [
  `["${field}"]`,
  `*["${field}"]`,
  `*.*["${field}"]`,
]);

export const redacted = '[redacted]';

const sensitiveFields = new Set([...secretFields, ...personalFields].map((field) => field.toLowerCase()));
const sensitiveEnding = /(?:password|passphrase|secret|token|api_?key|private_?key|credentials?|hash)$/i;

/** Whether what is called so must not be kept open, wherever it stands: also newPassword, keyHash or client_secret. */
export function isSensitiveField(name: string): boolean {
  return sensitiveFields.has(name.toLowerCase()) || sensitiveEnding.test(name);
}

// Where a word begins in a line of JSON: after what is no letter or digit, or after an escape such as \n.
const start = String.raw`(?<=^|[^A-Za-z0-9\\]|\\[nrtbf"\\/]|\\u[0-9a-f]{4})`;

const patterns = [
  // Keys of tenants, of Stripe, OpenAI, Slack, SendGrid; webhook secrets.
  String.raw`${start}(?:tl_(?:live|test|refresh|once)|sk|rk|pk|whsec|xox[abp])[_-][A-Za-z0-9_\-./+=]{8,}`,
  String.raw`${start}SG\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}`,
  `${start}Bearer [A-Za-z0-9._~+/=-]{8,}`,
  // JSON web tokens.
  String.raw`${start}eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
  // The password in an address.
  String.raw`(?<=://[^\s:/@"]{0,64}:)[^\s@/"]+(?=@)`,
  // E-mail addresses. Their lengths are limited, so that a long text without one costs no more than its length.
  String.raw`${start}[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.-]{0,200}[A-Za-z]`,
];
const secretLike = new RegExp(patterns.join('|'), 'g');
/** A part of each pattern that is quick to look for: most lines have none, and then nothing more is asked. */
const hint = /tl_|[srp]k[_-]|whsec|xox|SG\.|Bearer|eyJ|@/;
const phoneLike = /\+[1-9]\d{7,14}\b/g;

export function redactLine(line: string): string {
  const withoutSecrets = hint.test(line) ? line.replace(secretLike, redacted) : line;
  return withoutSecrets.includes('+') ? withoutSecrets.replace(phoneLike, maskPhone) : withoutSecrets;
}

const twoDigitCodes = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);

/** Country code and last four digits: what whoever may not see a number sees of it. */
export function maskPhone(number: string): string {
  const digits = number.slice(1);
  const code = /^[17]/.test(digits) ? 1 : twoDigitCodes.has(digits.slice(0, 2)) ? 2 : 3;
  return `+${digits.slice(0, code)} ••• ••• ${digits.slice(-4)}`;
}
