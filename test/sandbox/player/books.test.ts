/** What became of a webhook, from its attempts. */
import { expect, test } from 'vitest';
import { booksOf, type Noted } from '../../../sandbox/player/books.ts';

type Try = Partial<Noted>;

function noted(tries: readonly Try[]): Noted[] {
  return tries.map((each, index) => ({
    route: 'post-call',
    subject: 'call-1',
    key: '',
    url: 'http://example.com/hook',
    at: '2026-11-20T10:00:00.000Z',
    attempt: index + 1,
    durationMs: 1,
    ...each,
  }));
}

const lost = { failure: 'lost: never sent', fault: 'lost', arrived: false };

test.each<[string, Try[], boolean, string, string]>([
  ['taken at once', [{ status: 204 }], true, 'sent', 'taken with 204'],
  ['a socket that opened', [{ status: 101 }], true, 'sent', 'taken with 101'],
  [
    'taken at last',
    [{ status: 503, fault: 'status' }, { failure: 'timeout: no answer' }, { status: 200 }],
    true,
    'retried',
    'taken with 200 at attempt 3, after answered 503 by the fault status; no answer (timeout: no answer)',
  ],
  [
    'not taken, once',
    [{ status: 401 }],
    true,
    'refused',
    'answered 401, and the provider does not try that again',
  ],
  [
    'never taken',
    [{ status: 500 }, { status: 500 }],
    true,
    'given up',
    'answered 500; answered 500: 2 attempts',
  ],
  ['never sent', [lost], true, 'given up', 'no answer (lost: never sent) by the fault lost, tried once'],
  ['not taken yet', [{ status: 500 }], false, 'under way', 'answered 500'],
  ['twice the same', [{ status: 200 }, { status: 200, attempt: 1 }], true, 'sent', 'taken with 200'],
  [
    'a redirect that led nowhere',
    [{ status: 302 }],
    true,
    'refused',
    'answered 302, and the provider does not try that again',
  ],
])('%s', (_, tries, settled, outcome, why) => {
  expect(booksOf(noted(tries), settled)).toMatchObject([
    { outcome, why, kind: 'post-call', about: 'call-1' },
  ]);
});

test('webhooks are told apart by kind, call and key', () => {
  const entries = noted([
    {},
    { attempt: 1, key: '2' },
    { attempt: 1, route: 'mid-call' },
    { attempt: 1, subject: 'leg' },
  ]);
  expect(booksOf(entries, true)).toHaveLength(4);
});
