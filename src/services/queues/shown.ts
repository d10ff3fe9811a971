/**
 * A dead job as the contract has it. A job should hold ids alone; it may be dead because it does not, so nothing of it
 * is shown but what looks like an id of ours. An error says whatever a provider said.
 */
import type { FailedJob } from '../../contract/queues.ts';
import { isAnyId } from '../../core/ids.ts';
import { redactLine } from '../../core/logger/redact.ts';
import type { DeadJob } from '../../core/queues/index.ts';

const mostCharacters = 1_000;

export function shown({ jobId, payload, attemptsMade, error, failedAt }: DeadJob): FailedJob {
  return {
    id: jobId,
    error: redactLine(error.toWellFormed()).slice(0, mostCharacters).toWellFormed(),
    attempts: attemptsMade,
    failedAt: failedAt.toISOString(),
    about: idsIn(payload),
  };
}

function idsIn(payload: unknown): Record<string, string> {
  if (typeof payload !== 'object' || payload === null) return {};
  const ids = Object.entries(payload).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && isAnyId(entry[1]),
  );
  return Object.fromEntries(ids);
}
