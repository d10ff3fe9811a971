/** GET /v1/quotas, on a Trunkline of its own. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { QuotasAnswer } from '../../../src/contract/quotas.ts';
import { newId } from '../../../src/core/ids.ts';
import { createMetrics } from '../../../src/core/metrics.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { callerGuards } from '../../../src/routes/guards/callers.ts';
import { createHttp } from '../../../src/routes/http.ts';
import { quotasRoute } from '../../../src/routes/quotas/list.ts';
import { createQuotas } from '../../../src/services/quotas/index.ts';
import { testApp } from '../../helpers/app.ts';
import { testDoors } from '../../helpers/doors.ts';

const { app } = await testApp();
const limits = {
  concurrentCalls: {},
  callsPerDay: { soft: 8, hard: 10 },
  minutesPerMonth: {},
  transcriptionMinutesPerMonth: {},
  requestsPerMinute: {},
};
const quotas = createQuotas({
  ...app.models.quotas,
  log: app.log,
  mail: { enqueue: async () => undefined },
  operatorsOf: async () => [],
  nameOf: () => 'A tenant',
  limitsOf: () => limits,
  timeZoneOf: () => 'Asia/Kathmandu',
  requestsOf: app.rateLimits.requestsOf,
});

async function start() {
  const doors = testDoors();
  const edge = { ...app, quotas, metrics: createMetrics() };
  const { fastify } = await createHttp(edge, { routes: [quotasRoute], guards: callerGuards(doors) });
  onTestFinished(() => fastify.close());
  const ask = (token?: string) =>
    fastify.inject({
      url: '/v1/quotas',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  return { doors, ask };
}

describe('GET /v1/quotas', () => {
  test('200: limits, use, percentage and period of one’s own tenant', async () => {
    const { doors, ask } = await start();
    const [mine, theirs] = [newId('ten'), newId('ten')];
    const use = { id: 'call_1', at: new Date(), requestId: 'req_of-a-test' };
    await quotas.count(scopeFromJob({ tenantId: mine }), 'callsPerDay', use);
    const of = async (tenantId: string) => {
      const response = await ask(doors.tokenOf('viewer', tenantId));
      expect(response.statusCode).toBe(200);
      const { items } = QuotasAnswer.parse(response.json());
      expect(items).toHaveLength(5);
      return items.find(({ quota }) => quota === 'callsPerDay');
    };
    const own = await of(mine);
    expect(own).toMatchObject({ used: 1, soft: 8, hard: 10, percent: 10, unit: 'calls' });
    // A day there begins at a quarter past six in the evening, by UTC.
    expect(own?.period?.startsAt).toMatch(/T18:15:00\.000Z$/);
    expect(await of(theirs)).toMatchObject({ used: 0, percent: 0 });
  });

  test('200: requests are counted against a limit alone, and where there is none that is not told as 0', async () => {
    const { doors, ask } = await start();
    const { items } = QuotasAnswer.parse((await ask(doors.tokenOf('viewer', newId('ten')))).json());
    const used = (name: string) => items.find(({ quota }) => quota === name)?.used;
    expect([used('requestsPerMinute'), used('concurrentCalls')]).toEqual([null, 0]);
  });

  test('401: nobody', async () => {
    const { ask } = await start();
    expect((await ask()).statusCode).toBe(401);
  });

  test('403: who may not see the tenant’s matters', async () => {
    const { doors, ask } = await start();
    const response = await ask(doors.tokenOf('service', newId('ten')));
    expect([response.statusCode, response.json().code]).toEqual([403, 'PERMISSION_MISSING']);
  });
});
