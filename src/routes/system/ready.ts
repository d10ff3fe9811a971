/** GET /ready: for balancers. Unlike /health it is also red while the process is closing. */
import { ReadyAnswer } from '../../contract/health.ts';
import { defineRoute } from '../frame/route.ts';

export const readyRoute = defineRoute({
  method: 'GET',
  url: '/ready',
  access: { kind: 'public' },
  summary: 'Readiness',
  description: 'Whether this process wants to be sent requests: 200, or 503 and why not.',
  tags: ['System'],
  vital: true,
  schema: { response: { 200: ReadyAnswer, 503: ReadyAnswer } },
  handler({ health }, _request, reply) {
    const answer = health.ready();
    return reply
      .code(answer.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(answer);
  },
});
