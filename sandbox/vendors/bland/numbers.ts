/** Numbers that can be called: bought from Bland or brought from a Twilio account, and how their agent behaves. */
import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { jsonBody, type RandomStream } from '../../frame/index.ts';
import { accountOf } from './accounts.ts';
import { failure, success } from './answers.ts';
import { toE164 } from './phone-number.ts';
import { agentSchema, complaints } from './request.ts';
import type { PhoneNumber, Store } from './store.ts';

const insertSchema = z.object({ numbers: z.array(z.string()).min(1) });
const purchaseSchema = z.looseObject({ area_code: z.union([z.string(), z.number()]).optional() });
const accountSchema = z.object({ account_sid: z.string().min(1), auth_token: z.string().min(1) });

interface Route {
  Params: { number: string };
}

export function mountNumbers(
  api: FastifyInstance,
  store: Store,
  chance: RandomStream,
  now: () => number,
): void {
  const found = (request: FastifyRequest<Route>): PhoneNumber | undefined =>
    store.numberOf(accountOf(request), toE164(request.params.number));
  /** What was brought from a Twilio account is only touched with that account's key. */
  const mayTouch = (request: FastifyRequest, { encryptedKey }: PhoneNumber) =>
    encryptedKey === undefined || encryptedKey === encryptedKeyOf(request);
  const unknown = (reply: FastifyReply) => failure(reply, 404, 'Inbound number not found.');

  /** The key is made from the credentials, so that the same account has the same one. */
  api.post('/v1/accounts', (request, reply) => {
    const parsed = accountSchema.safeParse(jsonBody(request));
    if (!parsed.success) return failure(reply, 400, 'account_sid and auth_token are required.');
    const { account_sid: sid, auth_token: token } = parsed.data;
    return success(reply, { encrypted_key: createHmac('sha256', token).update(sid).digest('base64url') });
  });

  api.get('/v1/inbound', (request, reply) => {
    const account = accountOf(request);
    const key = encryptedKeyOf(request);
    const own = [...store.numbers.values()].filter(
      (each) => each.account === account && (key === undefined || each.encryptedKey === key),
    );
    return reply.send({ inbound_numbers: own.map(told) });
  });

  api.get<Route>('/v1/inbound/:number', (request, reply) => {
    const number = found(request);
    return number === undefined ? unknown(reply) : reply.send(told(number));
  });

  api.post<Route>('/v1/inbound/:number', (request, reply) => {
    const number = found(request);
    if (number === undefined) return unknown(reply);
    if (!mayTouch(request, number)) return failure(reply, 400, 'This number needs its encrypted_key.');
    const parsed = agentSchema.safeParse(jsonBody(request));
    if (!parsed.success) return failure(reply, 400, 'Invalid parameters', complaints(parsed.error));
    number.settings = { ...number.settings, ...parsed.data };
    return success(reply, {
      message: `Successfully updated number ${number.number}.`,
      updates: parsed.data,
    });
  });

  api.post<Route>('/v1/inbound/:number/delete', (request, reply) => {
    const number = found(request);
    if (number === undefined) return unknown(reply);
    if (!mayTouch(request, number)) return failure(reply, 400, 'This number needs its encrypted_key.');
    store.numbers.delete(number.number);
    return success(reply, { message: `Successfully deleted number from database: ${number.number}` });
  });

  api.post('/v1/inbound/insert', (request, reply) => {
    const encryptedKey = encryptedKeyOf(request);
    if (encryptedKey === undefined) return failure(reply, 400, 'The header encrypted_key is required.');
    const parsed = insertSchema.safeParse(jsonBody(request));
    if (!parsed.success) return failure(reply, 400, 'numbers must be an array of phone numbers.');
    const inserted = parsed.data.numbers.filter((written) => {
      const number = toE164(written);
      if (number === undefined || store.numbers.has(number)) return false;
      add({ account: accountOf(request), number, encryptedKey });
      return true;
    });
    return success(reply, { message: 'Successfully inserted numbers', inserted });
  });

  api.post('/numbers/purchase', (request, reply) => {
    const parsed = purchaseSchema.safeParse(jsonBody(request) ?? {});
    if (!parsed.success) return failure(reply, 400, 'Invalid parameters', complaints(parsed.error));
    const area = String(parsed.data.area_code ?? '415');
    if (!/^[2-9]\d\d$/.test(area)) return failure(reply, 400, 'area_code must have three digits.');
    for (;;) {
      // 555-01xx is nobody's.
      const number = `+1${area}55501${String(chance.integer(0, 99)).padStart(2, '0')}`;
      const taken = [...store.numbers.keys()].filter((each) => each.startsWith(`+1${area}55501`)).length;
      if (taken >= 100) return failure(reply, 400, `No numbers are left in area ${area}.`);
      if (store.numbers.has(number)) continue;
      add({ account: accountOf(request), number });
      return success(reply, { phone_number: number, message: `Successfully purchased ${number}.` });
    }
  });

  function add(number: Pick<PhoneNumber, 'account' | 'number' | 'encryptedKey'>): void {
    store.numbers.set(number.number, {
      ...number,
      createdAt: now(),
      settings: { max_duration: 30, record: false },
    });
  }
}

function encryptedKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers.encrypted_key ?? headers['encrypted-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}

function told({ number, createdAt, settings }: PhoneNumber) {
  return {
    created_at: new Date(createdAt).toISOString().replace('Z', '+00:00'),
    phone_number: number,
    prompt: null,
    webhook: null,
    pathway_id: null,
    first_sentence: null,
    dynamic_data: null,
    transfer_phone_number: null,
    fallback_number: null,
    ...settings,
  };
}
