/** Whose key it is. Every key is an account of its own, but one that begins with `invalid`. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusal } from './answers.ts';

/** `Bearer KEY` or the bare key; undefined where there is none. */
export function keyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const key = (headers.authorization ?? '').replace(/^Bearer +/i, '').trim();
  return key === '' || key.startsWith('invalid') ? undefined : key;
}

/** For routes behind `demandKey`. */
export function accountOf(request: Pick<FastifyRequest, 'headers'>): string {
  return keyOf(request) ?? '';
}

/** Looks like Bland's ids of organisations, and does not give the key away. */
export function userIdOf(account: string): string {
  const hex = createHash('sha256').update(account).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** Recordings have a rule of their own. */
export function demandKey(api: FastifyInstance): void {
  api.addHook('preHandler', async (request, reply) => {
    if (keyOf(request) !== undefined || request.routeOptions.url?.includes('/v1/recordings/')) return;
    return refusal(reply, 401, 'AUTH_FAILURE', 'Unauthorized');
  });
}
