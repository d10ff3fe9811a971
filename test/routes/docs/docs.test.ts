/** The API's own description, and the page that shows it. */
import { describe, expect, test } from 'vitest';
import { table } from '../../../src/routes/table.ts';
import { testApp } from '../../helpers/app.ts';
import { echoRoute } from '../support/rows.ts';

const app = await testApp({ routes: [echoRoute] });

interface Operation {
  operationId: string;
  responses: Record<
    string,
    { content: Record<string, { schema: { $ref?: string } }>; headers?: Record<string, { $ref: string }> }
  >;
  security?: unknown;
  parameters?: { name: string; in: string; required?: boolean; description?: string }[];
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, { description?: string; examples?: unknown }>;
    headers: Record<string, unknown>;
  };
}

const response = await app.fetch('/openapi.json');
const document = (await response.json()) as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('GET /openapi.json', () => {
  test('is OpenAPI 3.1, as JSON', () => {
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(document.openapi).toBe('3.1.0');
  });

  test('has every listed route, and nothing else', () => {
    const listed = [...table, echoRoute]
      .filter(({ unlisted }) => !unlisted)
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(document.paths).flatMap(([url, path]) =>
      Object.keys(path).map((method) => `${method.toUpperCase()} ${url}`),
    );
    expect(described.sort()).toEqual(listed.sort());
  });

  test('names each operation once', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+[A-Za-z0-9]*$/);
  });

  test('says for each how it fails', () => {
    for (const { responses } of operations) {
      for (const status of ['4XX', '5XX']) {
        expect(responses[status]?.content['application/json']?.schema).toEqual({
          $ref: '#/components/schemas/ErrorAnswer',
        });
      }
    }
  });

  test('says of each what too many requests are answered with, and what every answer tells', () => {
    const headers = (path: string, status: string) =>
      Object.keys(document.paths[path]?.get?.responses[status]?.headers ?? {});
    expect(headers('/', '429')).toEqual(['RateLimit-Policy', 'RateLimit', 'Retry-After']);
    expect(headers('/', '200')).toEqual(['RateLimit-Policy', 'RateLimit']);
    expect(headers('/', '4XX')).toEqual(['RateLimit-Policy', 'RateLimit']);
    expect(document.paths['/test/echo/{id}']?.post?.responses).toHaveProperty('429');
    expect(headers('/health', '200')).toEqual([]);
    expect(document.paths['/health']?.get?.responses).not.toHaveProperty('429');
    const [ref] = Object.values(document.paths['/']?.get?.responses['429']?.headers ?? {});
    expect(ref?.$ref.split('/').at(-1)).toBe('RateLimitPolicy');
    expect(Object.keys(document.components.headers)).toEqual(['RateLimitPolicy', 'RateLimit', 'RetryAfter']);
  });

  test('refers to the contract by name, and every name is there, described, with an example', () => {
    const schema = document.paths['/health']?.get?.responses['200']?.content['application/json']?.schema;
    expect(schema).toEqual({ $ref: '#/components/schemas/HealthAnswer' });
    const { schemas } = document.components;
    const names = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(schemas).sort()).toEqual([...new Set(names)].sort());
    for (const { description } of Object.values(schemas)) expect(description).toMatch(/\S/);
    expect(schemas.HealthAnswer?.examples).toBeDefined();
  });

  test('says for each who may', () => {
    expect(document.paths['/metrics']?.get?.security).toEqual([{ metricsToken: [] }]);
    expect(document.paths['/health']?.get?.security).toEqual([]);
  });
});

describe('X-Tenant-Id', () => {
  const named = (path: string, method: string) =>
    document.paths[path]?.[method]?.parameters?.find(({ name }) => name === 'x-tenant-id');

  test('is described of every route that is for one tenant, and of no other', () => {
    for (const { method, url, access, unlisted = false } of table) {
      if (unlisted) continue;
      const header = named(url.replaceAll(/:(\w+)/g, '{$1}'), method.toLowerCase());
      expect([url, header !== undefined]).toEqual([url, access.kind === 'caller']);
    }
  });

  test('may be left out', () => {
    const header = named('/v1/keys', 'get');
    expect(header).toMatchObject({ in: 'header', required: false });
    expect(header?.description).toMatch(/administrator/);
  });

  test('stands beside the headers that a route has of its own', () => {
    const names = document.paths['/v1/calls']?.post?.parameters?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['x-tenant-id', 'idempotency-key']));
  });
});

describe('GET /docs', () => {
  test('is a page whose every part is served from here', async () => {
    const page = await app.fetch('/docs');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\//);
      const file = await app.fetch(part);
      expect(file.status).toBe(200);
      expect(file.headers.get('content-type')).toMatch(/javascript|css|png/);
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(50);
    }
    // The content security policy allows none of these.
    expect(html).not.toMatch(/<style|style=|<script>|onload=/);
  });

  test('does not serve other files', async () => {
    for (const path of [
      '/docs/',
      '/docs/index.html',
      '/docs/../package.json',
      '/docs/%2e%2e%2fpackage.json',
    ]) {
      expect((await app.fetch(path)).status).toBe(404);
    }
  });
});
