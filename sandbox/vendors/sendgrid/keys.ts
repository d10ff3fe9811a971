/** Who may call. */
import type { FastifyInstance } from 'fastify';
import { refuse } from './errors.ts';

/** A key begins with `SG.`; one that holds `revoked` was, and one that holds `readonly` may send nothing. */
export function demandKey(api: FastifyInstance): void {
  api.addHook('preHandler', async (request, reply) => {
    const [, key = ''] = /^Bearer +(SG\..+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (key === '' || key.includes('revoked')) {
      return refuse(reply, 401, 'The authorization is missing, invalid, expired or revoked.');
    }
    if (key.includes('readonly') && request.method !== 'GET') return refuse(reply, 403, 'access forbidden');
  });
}
