/**
 * The OpenAPI document, made from the table of routes and from the contract when it is first asked for: a start
 * need not wait for it, nor for what it takes to make it.
 */
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ErrorAnswer } from '../../contract/error.ts';
import type { Config } from '../../core/config/index.ts';
import { version } from '../../core/version.ts';
import type { Access } from '../frame/access.ts';
import type { Route } from '../frame/route.ts';
import { type Document, tellLimits } from './rate-limit-headers.ts';

/** As JSON. The Fastify in it never listens: it is what @fastify/swagger reads routes from. */
export async function openApiDocument(
  routes: readonly Route[],
  { PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>,
): Promise<string> {
  const reader = Fastify({ exposeHeadRoutes: false });
  try {
    reader.setValidatorCompiler(validatorCompiler);
    reader.setSerializerCompiler(serializerCompiler);
    await reader.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Trunkline',
          version,
          description:
            'Telephony for AI voice agents. Every request that fails is answered with ErrorAnswer. A query parameter that is not described is refused with 400.',
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: PUBLIC_URL ?? '/' }],
        components: { securitySchemes },
      },
      transform: jsonSchemaTransform,
      transformObject: jsonSchemaTransformObject,
    });
    for (const route of routes) describe(reader, route);
    await reader.ready();
    return JSON.stringify(tellLimits(withoutUnused(reader.swagger()), routes));
  } finally {
    await reader.close();
  }
}

const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: "A tenant's API key." },
  accessToken: { type: 'http', scheme: 'bearer', description: "A signed-in person's access token." },
  metricsToken: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN.' },
} as const;

/**
 * Any one of them will do. Providers and media streams prove themselves by what they send; that is described where it
 * is received.
 */
const accepted: Record<Access['kind'], readonly (keyof typeof securitySchemes)[]> = {
  public: [],
  caller: ['apiKey', 'accessToken'],
  platform: ['accessToken'],
  signedIn: ['accessToken'],
  metricsToken: ['metricsToken'],
  providerSignature: [],
  streamToken: [],
};

function securityOf({ kind }: Access): Record<string, string[]>[] {
  return accepted[kind].map((scheme) => ({ [scheme]: [] }));
}

/** Of every route that is for one tenant: guards/callers.ts asks for it before any schema does. */
const TenantHeader = z.object({
  'x-tenant-id': z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .optional()
    .meta({
      description:
        'For which tenant, where an administrator asks. Nothing said: for the platform itself. Everybody else has one tenant, their own; with any other id they are answered 404 TENANT_NOT_FOUND.',
      examples: ['ten_01kb2m9x4e7q3v8z5c0t6r1n2d'],
    }),
});

/** What it asks for itself goes before what its access implies. */
function headersOf({ access, schema }: Pick<Route, 'access' | 'schema'>): z.ZodType | undefined {
  if (access.kind !== 'caller') return schema.headers;
  const own = schema.headers;
  return own instanceof z.ZodObject ? TenantHeader.extend(own.shape) : (own ?? TenantHeader);
}

function describe(reader: FastifyInstance, route: Route): void {
  const { method, url, access, summary, description, tags, unlisted = false, schema } = route;
  const { response, headers: _, ...asked } = schema;
  const headers = headersOf(route);
  reader.route({
    method,
    url,
    schema: {
      summary,
      description,
      tags: [...tags],
      hide: unlisted,
      operationId: `${method.toLowerCase()}${url.replaceAll(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase())}`,
      security: securityOf(access),
      ...asked,
      ...(headers !== undefined && { headers }),
      response: { ...response, '4xx': ErrorAnswer, '5xx': ErrorAnswer },
    },
    handler: () => undefined,
  });
}

/** Every schema of the contract is described both as it is sent and as it is received; most are only one of them. */
function withoutUnused(document: Document): Document {
  const { schemas = {}, ...components } = document.components ?? {};
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name] ?? {});
    }
  };
  follow(document.paths);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...document, components: { ...components, schemas: Object.fromEntries(kept) } };
}
