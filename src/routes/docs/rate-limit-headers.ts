/** Says in the OpenAPI document which answers tell what is left of a limit, and what too many requests are answered with. */
import { limitOf } from '../frame/limit-of.ts';
import type { Route } from '../frame/route.ts';

/** What is looked at here of a document of OpenAPI. */
export interface Document {
  paths?: unknown;
  components?: { schemas?: Record<string, unknown>; headers?: Record<string, unknown> };
}

type Operations = Record<string, Record<string, { responses?: Record<string, Answer> } | undefined>>;

interface Answer {
  description?: string;
  headers?: Record<string, unknown>;
  content?: unknown;
}

const headers = {
  RateLimitPolicy: {
    description:
      'The limits that hold here, one item for each: `q` requests within `w` seconds, whichever seconds these are. As in the IETF draft RateLimit header fields for HTTP.',
    schema: { type: 'string' },
    example: '"public";q=100;w=900',
  },
  RateLimit: {
    description:
      'What is left of them: `r` requests for the next `t` seconds; after these there are more than that.',
    schema: { type: 'string' },
    example: '"public";r=99;t=931',
  },
  RetryAfter: {
    description: 'Seconds until a request is served again.',
    schema: { type: 'integer', minimum: 1 },
    example: 42,
  },
};

const told = {
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
  RateLimit: { $ref: '#/components/headers/RateLimit' },
};

export function tellLimits(document: Document, routes: readonly Route[]): Document {
  const paths = (document.paths ?? {}) as Operations;
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    const responses = paths[path]?.[route.method.toLowerCase()]?.responses;
    if (responses === undefined || limitOf(route) === 'none') continue;
    for (const answer of Object.values(responses)) answer.headers = { ...answer.headers, ...told };
    responses['429'] = {
      description: 'Too many requests; Retry-After says when there is room again.',
      headers: { ...told, 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorAnswer' } } },
    };
  }
  return { ...document, components: { ...document.components, headers } };
}
