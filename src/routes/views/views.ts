/** /v1/views */
import { z } from 'zod';
import { NewView, View, ViewParams, Views } from '../../contract/views.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';

const access = { kind: 'signedIn' } as const;
const tags = ['Own account'] as const;
const unaudited = 'how somebody likes to look at calls changes nothing for anybody else';

const list = defineRoute({
  method: 'GET',
  url: '/v1/views',
  access,
  summary: 'List my views',
  description: 'The filters of the list of calls that whoever asks has kept, by name.',
  tags,
  schema: { response: { 200: Views } },
  async handler({ views }, request, reply) {
    return reply.code(200).send({ items: await views.list(callerOf(request)) });
  },
});

const keep = defineRoute({
  method: 'POST',
  url: '/v1/views',
  access,
  summary: 'Keep a view',
  description:
    'For whoever asks. One of the same name is replaced. 409 TOO_MANY_VIEWS where there are a hundred.',
  tags,
  unaudited,
  schema: { body: NewView, response: { 201: View } },
  async handler({ views }, request, reply) {
    return reply.code(201).send(await views.keep(callerOf(request), request.body));
  },
});

const remove = defineRoute({
  method: 'DELETE',
  url: '/v1/views/:viewId',
  access,
  summary: 'Remove a view',
  description: 'One of whoever asks.',
  tags,
  unaudited,
  schema: { params: ViewParams, response: { 204: z.null() } },
  async handler({ views }, request, reply) {
    await views.remove(callerOf(request), request.params.viewId);
    return reply.code(204).send(null);
  },
});

export const viewRoutes: readonly Route[] = [list, keep, remove] as readonly Route[];
