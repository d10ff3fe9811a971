/**
 * The vendor's own client, pointed at a sandbox: through the httpClient that its options take, which puts the
 * sandbox's address in the place of api.twilio.com. Whatever it is answered is validated on the way.
 */
import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { expect, vi } from 'vitest';
import type { Person } from '../../../sandbox/calls/types.ts';
import type { SandboxOptions } from '../../../sandbox/server.ts';
import { twilio as vendor } from '../../../sandbox/vendors/twilio/index.ts';
import { firstAccount } from '../../../sandbox/vendors/twilio/store.ts';
import { type Received, receiver, sandboxForTest } from './frame.ts';
import { validateTwilioAnswer } from './twilio-spec.ts';

export const ours = '+15550001111';
export const theirs = '+14155550100';
export { firstAccount };

type Options = SandboxOptions & { sid?: string; token?: string };

/** Fast enough that nobody waits, slow enough that requests take no scene's minute. */
const usualSpeed = 20;

export async function twilioForTest({ sid, token, ...options }: Options = {}) {
  const sandbox = await sandboxForTest({ vendors: [vendor], speed: usualSpeed, ...options });
  const { book } = sandbox.phones;
  const client = clientOf(sandbox.url, sid, token);
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.url}/_sandbox/twilio${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text || '{}') as Record<string, unknown> };
  };
  return {
    sandbox,
    client,
    control,
    /** Who has a number. */
    person: (number: string, person: Person) => book.set(number, person),
    /** A number of the account's own. */
    number: (more: Parameters<typeof client.incomingPhoneNumbers.create>[0] = {}) =>
      client.incomingPhoneNumbers.create({ phoneNumber: ours, ...more }),
    /** Somebody calls it. */
    async calledBy(person: Person, from = theirs): Promise<string> {
      book.set(from, person);
      const { body } = await control('POST', '/calls', { from, to: ours });
      return String(body.sid);
    },
    settings: (change: object) => control('PUT', `/accounts/${firstAccount.sid}/settings`, change),
    async ended(call: string) {
      await expect.poll(async () => (await client.calls(call).fetch()).endTime, poll).not.toBeNull();
      return client.calls(call).fetch();
    },
  };
}

/** Calls talk, and making speech takes a busy machine its time; nothing here depends on how long. */
export const poll = { timeout: 45_000, interval: 50 };
vi.setConfig({ testTimeout: 60_000 });

export function clientOf(
  url: string,
  sid: string = firstAccount.sid,
  token: string = firstAccount.authToken,
) {
  const http = new RequestClient();
  const request = http.request.bind(http);
  http.request = async (options) => {
    const uri = options.uri.replace('https://api.twilio.com', `${url}/twilio`);
    const response = await request({ ...options, uri });
    validateTwilioAnswer(options.method, options.uri, response.statusCode, response.body);
    return response;
  };
  return twilio(sid, token, { httpClient: http, accountSid: firstAccount.sid });
}

export interface Told {
  path: string;
  method: string;
  fields: Record<string, string>;
}

type Answer = string | { status: number; type?: string; body?: string } | undefined;

/** A customer's server: answers by path (a string is TwiML inside of <Response>), and takes nothing unsigned. */
export async function customer(pages: Record<string, Answer | ((told: Told) => Answer)> = {}) {
  const told: Told[] = [];
  const unsigned: Received[] = [];
  const server = await receiver((received, response) => {
    if (!signed(received)) unsigned.push(received);
    const { pathname, searchParams } = new URL(received.url, 'http://localhost');
    const fields = Object.fromEntries(
      received.method === 'GET' ? searchParams : new URLSearchParams(received.body),
    );
    const each = { path: pathname, method: received.method, fields };
    told.push(each);
    const page = pages[pathname];
    const answer = typeof page === 'function' ? page(each) : page;
    if (answer === undefined) return response.writeHead(204).end();
    if (typeof answer === 'string') {
      return response.writeHead(200, { 'content-type': 'text/xml' }).end(`<Response>${answer}</Response>`);
    }
    return response
      .writeHead(answer.status, { 'content-type': answer.type ?? 'text/xml' })
      .end(answer.body ?? '');
  });
  return {
    url: server.url,
    told,
    unsigned,
    at: (path: string) => told.filter((each) => each.path === path),
    fields: (path: string) => told.filter((each) => each.path === path).map(({ fields }) => fields),
  };
}

function signed({ method, url, headers, body }: Received): boolean {
  const form = method === 'POST' ? Object.fromEntries(new URLSearchParams(body)) : {};
  const signature = String(headers['x-twilio-signature']);
  return validateRequest(firstAccount.authToken, signature, `http://${headers.host}${url}`, form);
}
