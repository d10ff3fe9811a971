/** Whatever is sent to whichever route, the sandbox answers, and never with a failure of its own. */
import { expect, test } from 'vitest';
import type { Vendor } from '../../sandbox/frame/index.ts';
import { vendors } from '../../sandbox/vendors/index.ts';
import { firstAccount } from '../../sandbox/vendors/twilio/store.ts';
import { sandboxForTest } from './helpers/frame.ts';

interface Route {
  method: string;
  path: string;
}

/** Those of its own; a vendor's tell themselves. */
const own = [
  'GET /',
  'GET /_sandbox/health',
  'GET /_sandbox/journal?after=x&limit=0',
  'GET /_sandbox/journal/:id',
  'DELETE /_sandbox/journal',
  'POST /_sandbox/faults',
  'DELETE /_sandbox/faults/:id',
  'PUT /_sandbox/clock',
  'PUT /_sandbox/state',
  'GET /_sandbox/state',
  'POST /_sandbox/calls',
  'GET /_sandbox/calls?limit=-1',
  'GET /_sandbox/calls/:id',
  'POST /_sandbox/runs',
  'GET /_sandbox/runs/:id',
  'DELETE /_sandbox/runs/:id',
  'PUT /_sandbox/traffic',
  'DELETE /_sandbox/traffic',
  'POST /_sandbox/sink',
].map((line): Route => {
  const [method = '', path = ''] = line.split(' ');
  return { method, path };
});

function watched(routes: Route[]): Vendor[] {
  return vendors.map((vendor) => ({
    ...vendor,
    mount(api, sandbox, control) {
      for (const part of [api, control]) {
        part.addHook('onRoute', ({ method, url }) => {
          for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, path: url });
        });
      }
      return vendor.mount(api, sandbox, control);
    },
  }));
}

const deep = 20_000;
const json = (text: string) => ({ type: 'application/json', body: text });
const wrongTypes = JSON.stringify({
  ...{ scenario: [], count: -1, rate: 'x', speed: 'NaN', kind: {}, target: 7, provider: 5, from: [], to: {} },
  ...{ phone_number: {}, task: [], call_ids: {}, prompt: {}, numbers: [[]], personalizations: 7, goal: 1 },
  ...{ person: { steps: [{ pause: 5 }] }, agent: { steps: 'x' }, facts: [], sid: 7, keys: [], settings: 5 },
  ...{ twilio: { calls: [null], accounts: 'x' }, bland: { calls: [[1]], settings: 7 }, 'sendgrid.inbox': 7 },
});
const bodies: { type?: string; body?: string | Buffer }[] = [
  {},
  json(''),
  json('null'),
  json('5'),
  json('[]'),
  json('[null]'),
  json('{}'),
  json('{"a":'),
  json('{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}'),
  json('['.repeat(deep) + ']'.repeat(deep)),
  json(`${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`),
  json(wrongTypes),
  { type: 'application/octet-stream', body: Buffer.from([0, 255, 254, 1]) },
  { type: 'text/plain', body: 'hello' },
  { type: 'nonsense', body: 'x' },
  {
    type: 'application/x-www-form-urlencoded',
    body: 'To=%FF&From=%00&Url=%E0%A4%A&To=x&StatusCallback=x&Timeout=-1',
  },
];
const queries = [
  '',
  '?Page=99999999999999999999&PageSize=0',
  '?StartTime=banana&created_at=%00&limit=abc&RequestedChannels=1&RequestedChannels=2',
];
const names = ['x', '%00', '%ff', '__proto__', '+15550001111'];

test('no request is answered with a failure of the sandbox, or with none', async () => {
  const routes = [...own];
  const logged: string[] = [];
  const sandbox = await sandboxForTest({
    speed: 100,
    vendors: watched(routes),
    log: (line) => logged.push(line),
  });
  expect(routes.length).toBeGreaterThan(70);
  const { sid, authToken } = firstAccount;
  const basic = `Basic ${Buffer.from(`${sid}:${authToken}`).toString('base64')}`;
  const authorizations: Readonly<Record<string, string>> = {
    twilio: basic,
    sendgrid: 'Bearer SG.x',
    bland: 'key',
  };
  const broken: string[] = [];

  async function send(method: string, path: string, { type, body }: (typeof bodies)[number]) {
    const authorization = authorizations[path.split('/')[1] ?? ''];
    const headers = {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    const response = await fetch(sandbox.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (response.status >= 500)
      broken.push(`${method} ${path} ${type} ${response.status} ${text.slice(0, 200)}`);
  }

  for (const [index, { method, path }] of routes.entries()) {
    const filled = (name: string) => path.replaceAll(':account', sid).replace(/:[a-z]+/g, name);
    if (method === 'GET') {
      for (const name of names) await send(method, filled(name), {});
      for (const query of queries) if (!path.includes('?')) await send(method, filled('x') + query, {});
    } else {
      const name = names[index % names.length] ?? 'x';
      await Promise.all(bodies.map((body) => send(method, filled(name), body)));
    }
  }
  expect(broken).toEqual([]);
  expect(logged.filter((line) => line.includes('Error'))).toEqual([]);

  // And what was taken of it leaves a sandbox that works.
  for (const { method, path } of routes) {
    if (method === 'GET' && !path.includes(':id'))
      await send('GET', path.replaceAll(':account', sid).replace(/:[a-z]+/g, 'x'), {});
  }
  expect(broken).toEqual([]);
});
