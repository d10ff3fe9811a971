/**
 * What must not stand in a log, wherever it turns up: secrets and personal data. By the name of a field (pino's
 * paths), and by how a value looks, in the finished line.
 */
import { maskPhone } from '../masking.ts';
import { redactedNumbers } from '../redaction/index.ts';
import { secretHint, secretPatterns } from '../redaction/secrets.ts';

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
  ...secretPatterns(start),
  // E-mail addresses. Their lengths are limited, so that a long text without one costs no more than its length.
  String.raw`${start}[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.-]{0,200}[A-Za-z]`,
];
const secretLike = new RegExp(patterns.join('|'), 'g');
const phoneLike = /\+[1-9]\d{7,14}\b/g;

export function redactLine(line: string): string {
  const withoutSecrets = secretHint.test(line) ? line.replace(secretLike, redacted) : line;
  const withoutPhones = withoutSecrets.includes('+')
    ? withoutSecrets.replace(phoneLike, maskPhone)
    : withoutSecrets;
  return redactedNumbers(withoutPhones, maskPhone);
}
