/** The examples of sandbox/README.md do what it says, as they are pasted, beside the demonstration. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CallReport } from '../../sandbox/player/report.ts';
import { clientOf } from './helpers/twilio.ts';
import { playing } from './player/helpers.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = read('sandbox/README.md');
const [, demonstrated = ''] = /twilioNumber = '([^']+)'/.exec(read('scripts/up/demonstration.ts')) ?? [];

test('a call is placed by the curl that stands there, to the number of the demonstration', async () => {
  const [, path = '', body = ''] =
    /curl -X POST http:\/\/127\.0\.0\.1:4010\/_sandbox\/(\S+) [^']*'[^']*' \\\s+-d '([^']+)'/.exec(text) ??
    [];
  const world = await playing();
  await clientOf(world.sandbox.url).incomingPhoneNumbers.create({
    phoneNumber: demonstrated,
    voiceUrl: `${world.receiver.url}/voice`,
    statusCallback: `${world.receiver.url}/status`,
  });
  const placed = await world.ask<CallReport>('POST', path, JSON.parse(body));
  expect(placed).toMatchObject({ status: 201, body: { to: demonstrated } });
  expect(await world.settled(placed.body.id)).toMatchObject({ met: true });
});

test.each([
  ['POST', 'faults', /\{ "vendor": "bland".*\}/],
  ['PUT', `bland/plays/${demonstrated}`, /\{ "person": \{ "phone".*\n.*\}/],
  ['PUT', 'clock', /\{ "speed": 20 \}/],
])('%s /_sandbox/%s takes its example', async (method, path, example) => {
  const { sandbox } = await playing();
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: example.exec(text)?.[0] ?? '',
  });
  expect([answer.ok, await answer.text()]).toEqual([true, expect.any(String)]);
});
