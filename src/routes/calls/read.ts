/** GET /v1/calls… */
import {
  Call,
  CallPage,
  CallParams,
  CallQuery,
  LiveCalls,
  Timeline,
  Transcript,
} from '../../contract/calls.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';

const access = { kind: 'caller', permission: 'calls:read' } as const;
const tags = ['Calls'] as const;

const list = defineRoute({
  method: 'GET',
  url: '/v1/calls',
  access,
  summary: 'List calls',
  description: 'Calls of your tenant, the newest first, as far as the filters leave them.',
  tags,
  schema: { querystring: CallQuery, response: { 200: CallPage } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.list(callerOf(request), request.query));
  },
});

const live = defineRoute({
  method: 'GET',
  url: '/v1/calls/live',
  access,
  summary: 'Calls that go on',
  description: 'Every call that has not ended, with the place in the feed from which on to listen.',
  tags,
  schema: { response: { 200: LiveCalls } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.live(callerOf(request)));
  },
});

const get = defineRoute({
  method: 'GET',
  url: '/v1/calls/:callId',
  access,
  summary: 'Get a call',
  description: 'One call as it is known at this moment.',
  tags,
  schema: { params: CallParams, response: { 200: Call } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.get(callerOf(request), request.params.callId));
  },
});

const transcript = defineRoute({
  method: 'GET',
  url: '/v1/calls/:callId/transcript',
  access: { kind: 'caller', permission: 'transcripts:read' },
  summary: 'What was said',
  description: 'The utterances of a call, in order.',
  tags,
  schema: { params: CallParams, response: { 200: Transcript } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.transcript(callerOf(request), request.params.callId));
  },
});

const timeline = defineRoute({
  method: 'GET',
  url: '/v1/calls/:callId/timeline',
  access,
  summary: 'What happened to a call',
  description: 'Everything that arrived about it, what that told, and which events it brought, in one list.',
  tags,
  schema: { params: CallParams, response: { 200: Timeline } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.timeline(callerOf(request), request.params.callId));
  },
});

export const callReadRoutes: readonly Route[] = [list, live, get, transcript, timeline] as readonly Route[];
