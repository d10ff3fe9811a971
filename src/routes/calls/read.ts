/** GET /v1/calls… */
import { CallPage, CallQuery } from '../../contract/call-queries.ts';
import { CallStats, CallStatsQuery } from '../../contract/call-statistics.ts';
import {
  Call,
  CallEventPage,
  CallEventQuery,
  CallParams,
  LiveCalls,
  Timeline,
  TimelineQuery,
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
  description:
    'Calls of your tenant, as far as the filters leave them. What somebody does not see nobody finds by: from and to need numbers:full, q needs transcripts:read.',
  tags,
  schema: { querystring: CallQuery, response: { 200: CallPage } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.list(callerOf(request), request.query));
  },
});

const stats = defineRoute({
  method: 'GET',
  url: '/v1/calls/stats',
  access,
  summary: 'Count calls',
  description:
    'How many calls there were in a time and how long they were, by hour, by day or by the hours of a week in your time zone. Nothing said: the last 30 days. At most 400 days, and at most 100,000 calls that began in them.',
  tags,
  schema: { querystring: CallStatsQuery, response: { 200: CallStats } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.stats(callerOf(request), request.query));
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

const events = defineRoute({
  method: 'GET',
  url: '/v1/calls/:callId/events',
  access,
  summary: 'What was told of a call',
  description: 'Its events in the order in which they were told.',
  tags,
  schema: { params: CallParams, querystring: CallEventQuery, response: { 200: CallEventPage } },
  async handler({ calls }, request, reply) {
    const { callId } = request.params;
    return reply.code(200).send(await calls.events(callerOf(request), callId, request.query));
  },
});

const timeline = defineRoute({
  method: 'GET',
  url: '/v1/calls/:callId/timeline',
  access,
  summary: 'What happened to a call',
  description: 'Everything that arrived about it, what that told, and which events it brought, in one list.',
  tags,
  schema: { params: CallParams, querystring: TimelineQuery, response: { 200: Timeline } },
  async handler({ calls }, request, reply) {
    const { callId } = request.params;
    return reply.code(200).send(await calls.timeline(callerOf(request), callId, request.query));
  },
});

export const callReadRoutes: readonly Route[] = [
  list,
  stats,
  live,
  get,
  transcript,
  events,
  timeline,
] as readonly Route[];
