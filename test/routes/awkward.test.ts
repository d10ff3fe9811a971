/**
 * Values that have broken programs before, put into every place that a route takes one at: by whoever may do the most,
 * so that they get far. Whatever comes of it, it is no fault of ours. `npm run fuzz:api` looks further, and longer.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { platformTenantId } from '../../src/core/caller.ts';
import { callerGuards } from '../../src/routes/guards/callers.ts';
import { testApp } from '../helpers/app.ts';
import { testDoors } from '../helpers/doors.ts';
import { isLong } from '../helpers/often.ts';

const doors = testDoors();
const env = {
  RATE_LIMIT_LOGINS: '1000000',
  RATE_LIMIT_FAILURES: '1000000',
  RATE_LIMIT_CALLER_REQUESTS: '1000000',
};
const { fetch: ask } = await testApp({ guards: callerGuards(doors), env });
/** So that nothing stands still while the database writes. */
const atOnce = 6;
const authorization = `Bearer ${doors.tokenOf('administrator', platformTenantId)}`;

const texts = [
  ...[
    '',
    '\0',
    'a\0b',
    '\ud800',
    'a\u3000b',
    '\u2028',
    '\u202e',
    '\ufeff',
    'İ',
    '💣'.repeat(40),
    'a'.repeat(5_000),
  ],
  ...['$where', 'a.b', '__proto__', '(((', '[', '\\', '.*', '../..', '%', '%00', "'", '"', '{{1}}'],
  ...['null', 'NaN', '-1', '1e400', '9'.repeat(40), '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999-23:59'],
  ...['2020-02-30T00:00:00Z', '+05:30', 'ten_00000000000000000000000000', 'usr_7zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ...['\0', '-1', '1e5', '9'.repeat(30), 'key_7zzzzzzzzzzzzzzzzzzzzzzzzz'].map((place) => btoa(place)),
];
const others = [
  null,
  true,
  -1,
  1e308,
  2 ** 53,
  0.1,
  [],
  {},
  [[null]],
  { $gt: '' },
  { 'a.b': { $where: '1' } },
];
const bodies = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '\ufeff{}',
  '{"__proto__":{}}',
  '['.repeat(50_000) + ']'.repeat(50_000),
];

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { readonly $ref?: string } }>;
  };
}

interface Schema {
  readonly properties?: Record<string, unknown>;
  readonly anyOf?: readonly Schema[];
  readonly examples?: readonly Record<string, unknown>[];
}

const description = (await (await ask('/openapi.json')).json()) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

function bodyOf({ requestBody }: Operation): Schema | undefined {
  const [, name = ''] = requestBody?.content['application/json']?.schema.$ref?.match(/([^/]+)$/) ?? [];
  return description.components.schemas[name];
}

interface Awkward {
  readonly path: string;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** All of them take minutes: each operation gets every twelfth, and the one after it the next ones. */
const share = isLong ? 1 : 12;

function* someOf(operation: (typeof operations)[number]) {
  let number = operations.indexOf(operation);
  for (const request of requestsOf(operation)) {
    if (number % share === 0) yield request;
    number += 1;
  }
}

function* requestsOf({ path, operation }: (typeof operations)[number]): Generator<Awkward> {
  const at = (values: Record<string, string> = {}) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'ten_00000000000000000000000000');
  const schema = bodyOf(operation);
  const [example] = schema?.examples ?? [];
  const body = example === undefined ? undefined : JSON.stringify(example);
  for (const { name, in: where } of operation.parameters ?? []) {
    // What no address can hold goes as it is written there.
    for (const text of texts
      .map((text) => encodeURIComponent(text.toWellFormed()))
      .concat('%', '%ff', '%ed%a0%80')) {
      if (where === 'path') yield { path: at({ [name]: text }), body };
      if (where === 'header') yield { path: at(), body, headers: { [name]: text } };
      if (where !== 'query') continue;
      yield { path: `${at()}?${name}=${text}&${name}=`, body };
      yield { path: `${at()}?${name}=${text}`, body };
    }
  }
  if (schema === undefined) return;
  const { properties = schema.anyOf?.[0]?.properties ?? {} } = schema;
  for (const name of Object.keys(properties)) {
    for (const value of [...texts, ...others]) {
      yield { path: at(), body: JSON.stringify({ ...example, [name]: value }) };
    }
  }
  for (const text of bodies) yield { path: at(), body: text };
}

beforeAll(async () => {
  const signsIn = async () => (await ask('/v1/auth/login', { method: 'POST' })).status;
  // Until Redis is there nobody can sign in, and everybody is told so.
  while ((await signsIn()) === 503) await sleep(20);
});

test.each(operations)('$method $path', { timeout: isLong ? 600_000 : 60_000 }, async (operation) => {
  const { method } = operation;
  const requests = someOf(operation);
  /** Takes the next request as soon as its last one was answered. */
  async function askAll(): Promise<void> {
    for (const { path, body, headers } of requests) {
      const answer = await ask(path, {
        method,
        headers: {
          authorization,
          ...headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
      });
      const text = await answer.text();
      expect(answer.status, `${method} ${path} ${body?.slice(0, 200)}: ${text.slice(0, 500)}`).toBeLessThan(
        500,
      );
    }
  }
  await Promise.all(Array.from({ length: atOnce }, askAll));
});
