/** GET /health: for people and for monitoring. */
import { HealthAnswer } from '../../contract/health.ts';
import { defineRoute } from '../frame/route.ts';

export const healthRoute = defineRoute({
  method: 'GET',
  url: '/health',
  access: { kind: 'public' },
  summary: 'Health',
  description: 'How Trunkline and what it stands on are doing, as last seen. 503 where it cannot work.',
  tags: ['System'],
  vital: true,
  schema: { response: { 200: HealthAnswer, 503: HealthAnswer } },
  handler({ health }, _request, reply) {
    const report = health.report();
    return reply
      .code(report.status === 'down' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(report);
  },
});
