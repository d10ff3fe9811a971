/** POST /hooks/twilio/:connectionId/… */
import { ConnectionParams, Taken, TwiML } from '../../contract/hooks.ts';
import { defineRoute, type Route } from '../frame/route.ts';
import { hookBytes, taken, unaudited } from './taken.ts';

/** What Twilio asks for, and what it tells. */
const kinds = {
  voice: { summary: 'A call to answer', asks: true },
  action: { summary: 'A step of a call is done', asks: true },
  status: { summary: 'What became of a call', asks: false },
  recording: { summary: 'What became of a recording', asks: false },
  stream: { summary: 'What became of a media stream', asks: false },
  amd: { summary: 'Who or what has answered', asks: false },
} as const;

const answers = {
  true: { description: 'What happens next in the call.', content: { 'text/xml': { schema: TwiML } } },
  false: { description: 'It is stored.', content: { 'text/plain': { schema: Taken } } },
} as const;

const told = Object.entries(kinds).map(([kind, { summary, asks }]) =>
  defineRoute({
    method: 'POST',
    url: `/hooks/twilio/:connectionId/${kind}`,
    access: { kind: 'providerSignature', provider: 'twilio' },
    summary,
    description:
      'From Twilio, signed with an auth token of the connection in X-Twilio-Signature. 200 says that it is stored; a repeat gets the answer of the first.',
    tags: ['Hooks'],
    unaudited,
    raw: ['application/x-www-form-urlencoded', 'application/json'],
    bodyLimit: hookBytes,
    schema: { params: ConnectionParams, response: { 200: answers[`${asks}`] } },
    handler: async ({ hooks }, request, reply) => taken(hooks, kind, request, reply),
  }),
);

const fallback = defineRoute({
  method: 'POST',
  url: '/hooks/twilio/:connectionId/fallback',
  access: { kind: 'public' },
  summary: 'What a caller hears when all else fails',
  description:
    'Always the same words, without looking at what was sent and without a database, so that no caller hears an application error. Such a call is found later, by asking Twilio.',
  tags: ['Hooks'],
  unaudited: 'nothing is read and nothing is kept',
  raw: ['application/x-www-form-urlencoded', 'application/json'],
  bodyLimit: hookBytes,
  vital: true,
  schema: { params: ConnectionParams, response: { 200: answers.true } },
  handler: async ({ hooks }, _request, reply) => {
    const { status, contentType = 'text/xml', body } = hooks.fallback();
    return reply
      .code(status as 200)
      .type(contentType)
      .send(body ?? '');
  },
});

export const twilioHookRoutes: readonly Route[] = [...told, fallback] as readonly Route[];
