/** Ten thousand requests as they arrive over the wire, each held against the vendor's own validator. */
import { once } from 'node:events';
import fc from 'fast-check';
import { validateIncomingRequest, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { LiveCall } from '../../../../sandbox/vendors/twilio/live/context.ts';
import { openSocket } from '../../../../sandbox/vendors/twilio/live/stream-socket.ts';
import type { Form } from '../../../../sandbox/vendors/twilio/signature.ts';
import { createWebhooks } from '../../../../sandbox/vendors/twilio/webhook.ts';
import { type Received, receiver, sandboxForTest } from '../../helpers/frame.ts';

const authToken = 'a token';
const [batch, batches] = [20, 500];

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    "o'brien",
    'a b',
    'ü',
    '€',
    '😀',
    '%27',
    '+1',
    '[x]',
    '"<>"',
    'a|b',
    '',
    '\t',
    '日本',
    '\\',
  ),
);
const path = odd.map((text) => text.replace(/[?#]/g, '~'));
const query = odd.map((text) => text.replace(/#/g, '~'));
const request = fc.record({
  method: fc.constantFrom('GET' as const, 'POST' as const),
  userInfo: fc.constantFrom('', 'user:secret@', 'me%40x:@'),
  path: fc.array(path, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join('')),
  query: fc.option(query.map((text) => `?a=${text}`)).map((text) => text ?? ''),
  fragment: fc.constantFrom('', '#rc=2&rp=4xx,5xx', '#'),
  /** A name may come more than once. */
  params: fc.array(fc.tuple(fc.oneof(odd, fc.constantFrom('Digits', 'From')), odd), { maxLength: 6 }),
});

function parsed(form: Form): Record<string, string | string[]> {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of form) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}

interface Arrival {
  readonly direct: boolean;
  readonly proxied: boolean;
  readonly forged: boolean;
}

/** By who got it, by an application behind a proxy that knows its public address, and with another token. */
function judged({ method, url, headers, body }: Received): Arrival {
  const fields = method === 'POST' ? parsed([...new URLSearchParams(body)]) : {};
  const signature = String(headers['x-twilio-signature']);
  const host = String(headers.host);
  const inner = {
    protocol: 'http',
    headers: { host: '10.0.0.7:3000', 'x-forwarded-host': host },
    originalUrl: url,
    body: fields,
    header: () => signature,
  };
  return {
    direct: validateRequest(authToken, signature, `http://${host}${url}`, fields),
    proxied: validateIncomingRequest(inner, authToken, { url: `http://${host}${url}` }),
    forged: validateRequest('another token', signature, `http://${host}${url}`, fields),
  };
}

test(`${batch * batches} requests, whatever is in them`, { timeout: 240_000 }, async () => {
  const sandbox = await sandboxForTest({ vendors: [] });
  const server = await receiver();
  const authority = server.url.slice('http://'.length);
  const ask = createWebhooks(sandbox);
  let made = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: batch, maxLength: batch }), async (requests) => {
      server.received.length = 0;
      const answers = await Promise.all(
        requests.map(({ method, userInfo, path, query, fragment, params }) => {
          made += 1;
          const url = `http://${userInfo}${authority}${path}${query}${fragment}`;
          return ask({ kind: 'twiml', subject: 'CA1', key: String(made), url, method, params, authToken });
        }),
      );
      expect(answers.every(({ ok }) => ok)).toBe(true);
      expect(server.received).toHaveLength(batch);
      for (const each of server.received) {
        expect(judged(each), JSON.stringify(each)).toEqual({ direct: true, proxied: true, forged: false });
      }
    }),
    { numRuns: batches },
  );
});

test('five hundred handshakes of media sockets, with and without the slash', {
  timeout: 120_000,
}, async () => {
  const sandbox = await sandboxForTest({ vendors: [] });
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    return new Promise<void>((closed) => sockets.close(() => closed()));
  });
  await once(sockets, 'listening');
  const { port } = sockets.address() as { port: number };
  const names = fc.sample(path, 500);
  for (const [index, name] of names.entries()) {
    const trailingSlash = index % 2 === 1;
    const live = {
      account: { authToken },
      settings: { handshakeSlash: trailingSlash },
      resource: { sid: 'CA1' },
    };
    const arrived = once(sockets, 'connection');
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const url = new URL(`ws://127.0.0.1:${port}/${encodeURI(name)}`).href;
    const socket = openSocket(
      { sandbox, sockets: new Set() },
      live as unknown as LiveCall,
      { url, sid: `MZ${index}` },
      {
        onOpen: () => undefined,
        onMessage: () => undefined,
        onClose: () => resolve(),
        onSlow: () => undefined,
      },
    );
    const [, upgrade] = (await arrived) as [unknown, { url: string; headers: Record<string, string> }];
    const address = `ws://${upgrade.headers.host}${upgrade.url}`;
    const signed = trailingSlash && !address.endsWith('/') ? `${address}/` : address;
    const signature = String(upgrade.headers['x-twilio-signature']);
    expect(validateRequest(authToken, signature, signed, {}), address).toBe(true);
    expect(validateRequest('another token', signature, signed, {})).toBe(false);
    socket.close();
    await closed;
  }
});
