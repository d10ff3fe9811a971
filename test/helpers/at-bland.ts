/** A connection to Bland, and the webhooks that come over it, signed as Bland signs them. */
import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { Connection } from '../../src/contract/connections.ts';
import type { TestApp } from './app.ts';
import { newBlandConnection, newSecret } from './connections.ts';
import type { World } from './world.ts';

/** `owner`: the headers of whoever makes it. */
export async function connectedAtBland(
  house: Pick<TestApp, 'fetch'>,
  world: World,
  owner: Readonly<Record<string, string>> = world.headers,
) {
  const webhookSecret = newSecret();
  const wanted = newBlandConnection({ webhookSecret });
  const { id, hooks } = await world.ask<Connection>('POST', '/v1/connections', wanted, owner);
  return {
    id,
    async tells(body: string) {
      const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
      const answer = await house.fetch(new URL(hooks.webhook ?? '').pathname, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-webhook-signature': signature },
        body,
      });
      expect(answer.status).toBe(200);
    },
  };
}
