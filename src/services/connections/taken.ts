/** What two connections cannot share. Who has it already is told to nobody. */
import { ConflictError } from '../../core/errors.ts';
import type { StoredConnection } from '../../models/connections.ts';

const taken = {
  twilio: {
    code: 'ACCOUNT_TAKEN',
    message:
      'This account of Twilio is connected already, and one account is one connection. If it is yours and you did not connect it, make a subaccount, or ask the operator of this platform.',
  },
  bland: {
    code: 'SECRET_TAKEN',
    message:
      'This webhook secret is in use already, and what arrives could not be told apart. One organisation at Bland is one connection; if it is yours and you did not connect it, make a new secret at Bland.',
  },
} as const;

export function takenError(provider: StoredConnection['provider'], cause?: unknown): ConflictError {
  const { code, message } = taken[provider];
  return new ConflictError(message, { code, cause });
}

/** At each provider there is one thing alone that may be taken. */
export async function takenBy<T>(
  provider: StoredConnection['provider'],
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'DUPLICATE') throw takenError(provider, error);
    throw error;
  }
}
