/** GET /v1/calls/today and /v1/platform/today */
import { Today } from '../../contract/today.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';

const tags = ['Calls'] as const;

const ofTenant = defineRoute({
  method: 'GET',
  url: '/v1/calls/today',
  access: { kind: 'caller', permission: 'calls:read' },
  summary: 'Today in figures',
  description:
    'How many calls began today, by the clocks of your tenant, and how they went. Counted anew every two seconds, or more seldom where there are many.',
  tags,
  schema: { response: { 200: Today } },
  async handler({ calls }, request, reply) {
    return reply.code(200).send(await calls.today.ofTenant(callerOf(request)));
  },
});

const ofAll = defineRoute({
  method: 'GET',
  url: '/v1/platform/today',
  access: { kind: 'platform', permission: 'platform:read' },
  summary: 'The last 24 hours of all tenants in figures',
  description:
    'How many calls began in the last 24 hours, and how they went: days begin at other moments for other tenants. Counted anew every two seconds, or more seldom where there are many.',
  tags,
  schema: { response: { 200: Today } },
  async handler({ calls }, _request, reply) {
    return reply.code(200).send(await calls.today.ofAll());
  },
});

export const todayRoutes: readonly Route[] = [ofTenant, ofAll];
