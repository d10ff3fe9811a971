/** Lets a provider in by the signature of what it sends: over the bytes as they came, under the address it knows. */
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../core/config/index.ts';
import type { Hooks, Proven } from '../../services/hooks/index.ts';
import type { Guards } from '../frame/access.ts';
import { identify } from '../frame/who.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a provider sent, once its signature was found good. */
    proven?: Proven;
  }
}

export function providerGuard(
  hooks: Pick<Hooks, 'prove'>,
  { PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>,
): Required<Pick<Guards, 'providerSignature'>> {
  return {
    providerSignature: ({ provider }) => ({
      async preHandler(request) {
        const { connectionId } = request.params as { connectionId: string };
        const { headers, id: requestId } = request;
        const arrived = {
          urls: addressesOf(request, PUBLIC_URL),
          headers,
          contentType: headers['content-type'],
          body: bytesOf(request.body),
        };
        request.proven = await hooks.prove(provider, connectionId, arrived, { requestId });
        request.connectionId = connectionId;
        identify(request, { tenantId: request.proven.connection.ownerId });
      },
    }),
  };
}

/** The address that was configured, then the one that was asked for, as far as the balancers before us are believed. */
function addressesOf(
  { protocol, host, originalUrl }: FastifyRequest,
  publicUrl: string | undefined,
): string[] {
  const asked = `${protocol}://${host}${originalUrl}`;
  return publicUrl === undefined ? [asked] : [`${publicUrl.replace(/\/+$/, '')}${originalUrl}`, asked];
}

/** There is none where the request had no body. */
const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
