/** The job queues, for those who look after the platform. */
import {
  FailedJobPage,
  FailedJobParams,
  FailedJobQuery,
  QueueParams,
  Queues,
  Replayed,
} from '../../contract/queues.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';

const reading = { kind: 'platform', permission: 'platform:read' } as const;
const writing = { kind: 'platform', permission: 'platform:write' } as const;
const tags = ['Queues'] as const;

const listQueuesRoute = defineRoute({
  method: 'GET',
  url: '/v1/platform/queues',
  access: reading,
  summary: 'List job queues',
  description: 'Every queue, and how many jobs wait, are worked on, come later or are dead.',
  tags,
  schema: { response: { 200: Queues } },
  async handler({ queueCare }, _request, reply) {
    return reply.code(200).send({ items: await queueCare.list() });
  },
});

const failedJobsRoute = defineRoute({
  method: 'GET',
  url: '/v1/platform/queues/:queue/failed',
  access: reading,
  summary: 'List dead jobs',
  description: 'The jobs of a queue whose last attempt has failed, and with what, the latest first.',
  tags,
  schema: { params: QueueParams, querystring: FailedJobQuery, response: { 200: FailedJobPage } },
  async handler({ queueCare }, { params, query }, reply) {
    return reply.code(200).send(await queueCare.failed(params.queue, query));
  },
});

const replayAllRoute = defineRoute({
  method: 'POST',
  url: '/v1/platform/queues/:queue/failed/replay',
  access: writing,
  summary: 'Replay all dead jobs',
  description: 'Gives all that are dead in this queue now all their attempts again.',
  tags,
  audit: 'job.replay',
  schema: { params: QueueParams, response: { 200: Replayed } },
  async handler({ queueCare }, request, reply) {
    const replayed = await queueCare.replay(callerOf(request), request.params.queue);
    return reply.code(200).send({ replayed });
  },
});

const replayRoute = defineRoute({
  method: 'POST',
  url: '/v1/platform/queues/:queue/failed/:jobId/replay',
  access: writing,
  summary: 'Replay a dead job',
  description: 'Gives it all its attempts again. 404 where it is not dead, or not any more.',
  tags,
  audit: 'job.replay',
  schema: { params: FailedJobParams, response: { 200: Replayed } },
  async handler({ queueCare }, request, reply) {
    const { queue, jobId } = request.params;
    return reply.code(200).send({ replayed: await queueCare.replay(callerOf(request), queue, jobId) });
  },
});

export const queueRoutes: readonly Route[] = [listQueuesRoute, failedJobsRoute, replayAllRoute, replayRoute];
