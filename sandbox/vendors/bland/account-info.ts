/** GET /v1/me: what a health check asks. */
import type { FastifyInstance } from 'fastify';
import { accountOf } from './accounts.ts';
import type { Store } from './store.ts';

export function mountAccountInfo(api: FastifyInstance, store: Store): void {
  api.get('/v1/me', (request) => {
    const account = accountOf(request);
    return {
      status: 'active',
      billing: { current_balance: store.settings.balance, refill_to: null },
      total_calls: [...store.calls.values()].filter((call) => call.account === account).length,
    };
  });
}
