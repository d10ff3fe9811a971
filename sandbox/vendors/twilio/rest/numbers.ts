/** Phone numbers, and where calls to them are sent. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formBody } from '../../../frame/index.ts';
import type { Twilio } from '../live/context.ts';
import type { Account, PhoneNumber } from '../resources.ts';
import { accountOf } from './access.ts';
import { notFound } from './errors.ts';
import { type Fields, fieldsOf, refused } from './form.ts';
import { pageOf } from './paging.ts';
import { accountPath, presentNumber } from './present.ts';
import { queryOf, type Scoped } from './query.ts';

type One = Scoped<{ number: string }>;

export function mountNumbers(api: FastifyInstance, { store }: Twilio): void {
  const path = '/2010-04-01/Accounts/:account/IncomingPhoneNumbers';

  function numberOf({ params, url }: FastifyRequest<One>, account: Account): PhoneNumber {
    const found = store.numbers.get(params.number);
    if (found?.accountSid !== account.sid) throw notFound(url);
    return found;
  }

  api.get(`${path}.json`, (request, reply) => {
    const account = accountOf(store, request, reply);
    const query = queryOf(request);
    const wanted = query.get('PhoneNumber');
    const found = [...store.numbers.values()].filter(
      (each) => each.accountSid === account.sid && (wanted === null || each.phoneNumber.includes(wanted)),
    );
    const { items, frame } = pageOf(found, `${accountPath(account.sid)}/IncomingPhoneNumbers.json`, query);
    return { ...frame, incoming_phone_numbers: items.map(presentNumber) };
  });

  api.post(`${path}.json`, (request, reply) => {
    const account = accountOf(store, request, reply);
    const fields = fieldsOf(formBody(request));
    const phoneNumber = fields.text('PhoneNumber');
    if (phoneNumber === undefined || !/^\+[1-9]\d{5,14}$/.test(phoneNumber)) {
      throw refused(21421, `PhoneNumber is invalid: ${phoneNumber ?? 'none was given'}`);
    }
    if (store.numberOf(phoneNumber) !== undefined) throw refused(21422, `${phoneNumber} is not available`);
    const now = Date.now();
    const number: PhoneNumber = {
      sid: store.newSid('PN'),
      accountSid: account.sid,
      phoneNumber,
      friendlyName: phoneNumber,
      voiceUrl: undefined,
      voiceMethod: 'POST',
      voiceFallbackUrl: undefined,
      voiceFallbackMethod: 'POST',
      statusCallback: undefined,
      statusCallbackMethod: 'POST',
      createdAt: now,
      updatedAt: now,
    };
    change(number, fields, formBody(request));
    store.numbers.set(number.sid, number);
    return reply.code(201).send(presentNumber(number));
  });

  api.get<One>(`${path}/:number.json`, (request, reply) =>
    presentNumber(numberOf(request, accountOf(store, request, reply))),
  );

  api.post<One>(`${path}/:number.json`, (request, reply) => {
    const number = numberOf(request, accountOf(store, request, reply));
    change(number, fieldsOf(formBody(request)), formBody(request));
    return presentNumber(number);
  });

  api.delete<One>(`${path}/:number.json`, (request, reply) => {
    store.numbers.delete(numberOf(request, accountOf(store, request, reply)).sid);
    return reply.code(204).send();
  });
}

/** What is not named stays as it is; what is named and empty is taken away. */
function change(number: PhoneNumber, fields: Fields, form: URLSearchParams): void {
  if (form.has('FriendlyName')) number.friendlyName = fields.text('FriendlyName') ?? number.phoneNumber;
  if (form.has('VoiceUrl')) number.voiceUrl = fields.url('VoiceUrl', 21502);
  if (form.has('VoiceMethod')) number.voiceMethod = fields.method('VoiceMethod');
  if (form.has('VoiceFallbackUrl')) number.voiceFallbackUrl = fields.url('VoiceFallbackUrl', 21502);
  if (form.has('VoiceFallbackMethod')) number.voiceFallbackMethod = fields.method('VoiceFallbackMethod');
  if (form.has('StatusCallback')) number.statusCallback = fields.url('StatusCallback', 21609);
  if (form.has('StatusCallbackMethod')) number.statusCallbackMethod = fields.method('StatusCallbackMethod');
  number.updatedAt = Date.now();
}
