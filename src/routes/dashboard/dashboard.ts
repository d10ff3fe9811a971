/** The dashboard's pages, which are one page that finds out by its address what to show, and the files of it. */
import { z } from 'zod';
import { defineRoute, type Route } from '../frame/route.ts';
import { builtAsset, builtPage } from './built.ts';

const aYear = 31_536_000;

const pages = [
  '/live',
  '/calls',
  '/calls/:callId',
  '/overview',
  '/receipts',
  '/receipts/:receiptId',
  '/connections',
  '/connections/:connectionId',
  '/keys',
  '/people',
  '/settings',
  '/audit',
  '/tenants',
  '/tenants/:tenantId',
  '/queues',
  '/platform/health',
  '/account',
  '/sign-in',
  '/forgotten',
  // Where the links in our mails lead.
  '/password',
  '/invitation',
].map((url) =>
  defineRoute({
    method: 'GET',
    url,
    access: { kind: 'public' },
    summary: 'The dashboard',
    description: 'A page for people; what it shows it asks of this API.',
    tags: ['System'],
    unlisted: true,
    // Always the same, and it costs no more than a refusal.
    vital: true,
    schema: {
      response: { 200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } } },
    },
    handler: async (_services, _request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(await builtPage()),
  }),
);

const asset = defineRoute({
  method: 'GET',
  url: '/assets/:name',
  access: { kind: 'public' },
  summary: 'A file of the dashboard',
  description: 'Its name changes with its content, so it may be kept for ever.',
  tags: ['System'],
  unlisted: true,
  // A page has a dozen of them, and an office full of people one address.
  vital: true,
  schema: {
    params: z.object({ name: z.string().max(200) }),
    response: { 200: { description: 'A file.', content: { '*/*': { schema: z.unknown() } } } },
  },
  handler(_services, { params }, reply) {
    const { type, stream } = builtAsset(params.name);
    return reply.type(type).header('cache-control', `public, max-age=${aYear}, immutable`).send(stream);
  },
});

export const dashboardRoutes: readonly Route[] = [...pages, asset] as readonly Route[];
