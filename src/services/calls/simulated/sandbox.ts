/** What is asked of the sandbox behind a pretended provider. Nothing that it answers is shown to anybody but the id. */
import { z } from 'zod';
import { ConflictError, ExternalApiError, TrunklineError } from '../../../core/errors.ts';
import type { Outbound } from '../../../providers/http.ts';

export type AskSandbox = Outbound['request'];

export interface SandboxOrder {
  readonly scenario: string;
  readonly provider: 'bland' | 'twilio';
  /** The tenant's own, which calls. */
  readonly number: string;
  readonly hooks: Readonly<Record<string, string>>;
}

const Placed = z.object({ id: z.string().min(1).max(128) });

/** Each provider of it is a folder of its address, and what places calls lies beside them. */
const triggerAt = (baseUrl: string) => new URL('../_sandbox/calls', `${baseUrl}/`).href;

/** Resolves with the id by which the pretended provider knows the call. */
export async function placedBySandbox(
  ask: AskSandbox,
  baseUrl: string,
  { scenario, provider, number: from, hooks }: SandboxOrder,
): Promise<string> {
  const target =
    provider === 'twilio'
      ? { statusUrl: hooks.status, recordingUrl: hooks.recording, amdUrl: hooks.amd }
      : undefined;
  const { status, body } = await ask({
    method: 'POST',
    url: triggerAt(baseUrl),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scenario, provider, from, target }),
  }).catch((error: unknown) => {
    throw error instanceof TrunklineError ? unreachable(error) : error;
  });
  if (status === 409) {
    const message =
      'The sandbox does not know this number, or has no address for it. Restart `npm run up`, which sets it up anew.';
    throw new ConflictError(message, { code: 'SIMULATION_REFUSED' });
  }
  const placed = Placed.safeParse(read(body));
  if (status === 201 && placed.success) return placed.data.id;
  throw unreachable(new Error(`answered with ${status}`));
}

function unreachable(cause: Error): ExternalApiError {
  const message =
    'There is no sandbox where this pretended provider should be, or it cannot be reached. `npm run up` starts one.';
  return new ExternalApiError(message, { code: 'SANDBOX_UNREACHABLE', cause });
}

function read(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
