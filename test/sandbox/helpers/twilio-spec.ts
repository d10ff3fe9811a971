/** Every answer of the pretended API, held against the vendor's own description of it. */
import type { ValidateFunction } from 'ajv';
import { expect } from 'vitest';
import { readSpec } from './specs.ts';

const rfc2822 = String.raw`^[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000$`;

/**
 * Addresses within the API are relative, which the description's own examples show and its format forbids. Formats of
 * the vendor's own are left out, but for that of times, which is spelled out.
 */
const spec = readSpec('twilio-api-2010.json', (text) =>
  text
    .replace(/"format":\s*"uri"/g, '"format": "uri-reference"')
    .replace(/"format":\s*"date-time-rfc-2822"/g, `"pattern": "${rfc2822}"`)
    .replace(
      /"format":(\s*"(?:phone-number|phone-number-capabilities|http-method|currency|uri-map)")/g,
      '"x-format":$1',
    ),
);

const account = '/2010-04-01/Accounts/{AccountSid}';
const known = [
  '/2010-04-01/Accounts.json',
  '/2010-04-01/Accounts/{Sid}.json',
  `${account}/Calls.json`,
  `${account}/Calls/{Sid}.json`,
  `${account}/Calls/{CallSid}/Recordings.json`,
  `${account}/Calls/{CallSid}/Recordings/{Sid}.json`,
  `${account}/Recordings.json`,
  `${account}/Recordings/{Sid}.json`,
  `${account}/IncomingPhoneNumbers.json`,
  `${account}/IncomingPhoneNumbers/{Sid}.json`,
];
const templates = known.map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));

const validators = new Map<string, ValidateFunction>();

export function validateTwilioAnswer(method: string, uri: string, status: number, body: unknown): void {
  if (spec === undefined || status >= 400 || status === 204) return;
  const { pathname } = new URL(uri);
  const template = templates.find(({ pattern }) => pattern.test(decodeURIComponent(pathname)))?.path;
  if (template === undefined) throw new Error(`${pathname} is not in the vendor's description`);
  const escaped = template.replaceAll('~', '~0').replaceAll('/', '~1');
  const pointer = `#/paths/${encodeURIComponent(escaped)}/${method}/responses/${status}/content/application~1json/schema`;
  const validate = validators.get(pointer) ?? spec.validator(pointer);
  validators.set(pointer, validate);
  const parsed = typeof body === 'string' ? JSON.parse(body) : body;
  expect(validate(parsed), `${method} ${pathname}: ${JSON.stringify(validate.errors, null, 2)}`).toBe(true);
}
