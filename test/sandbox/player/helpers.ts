/** A sandbox that plays against a receiver, with time-outs and retries that nobody has to wait for. */
import { vi } from 'vitest';
import type { CallReport } from '../../../sandbox/player/report.ts';
import type { RunSummary } from '../../../sandbox/player/run.ts';
import type { SandboxOptions } from '../../../sandbox/server.ts';
import { firstAccount } from '../../../sandbox/vendors/twilio/store.ts';
import { eventually, sandboxForTest } from '../helpers/frame.ts';
import { webhookReceiver } from './receiver.ts';

export const secret = 'a secret of the organisation';

// Calls talk, and making speech takes a busy machine its time.
vi.setConfig({ testTimeout: 240_000 });

export async function playing(options: SandboxOptions = {}) {
  const sandbox = await sandboxForTest({ speed: 20, ...options });
  const receiver = await webhookReceiver(secret);
  const ask = async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T & { message?: string } };
  };
  await ask('PATCH', 'bland/settings', {
    webhookSecret: secret,
    webhookTimeoutMs: 2_000,
    retryDelaysSec: [1, 2, 4, 8, 16],
    followUpDelaySec: 10,
  });
  await ask('PUT', `twilio/accounts/${firstAccount.sid}/settings`, { recordingDelayMs: 500 });

  return {
    sandbox,
    receiver,
    ask,
    target: { url: `${receiver.url}#rc=3&rp=5xx,ct,rt&rt=2000` },
    /** From here to its end, with every call of it. */
    async run(order: object) {
      const { status, body } = await ask<RunSummary>('POST', 'runs', order);
      if (status !== 201) throw new Error(body.message);
      return eventually(async () => {
        const { body: run } = await ask<RunSummary>('GET', `runs/${body.id}?calls=brief`);
        if (run.state !== 'finished') return undefined;
        return (await ask<RunSummary & { calls: CallReport[] }>('GET', `runs/${body.id}`)).body;
      });
    },
    settled: (id: string) =>
      eventually(async () => {
        const { body } = await ask<CallReport>('GET', `calls/${id}`);
        return body.state === 'settled' ? body : undefined;
      }),
  };
}
