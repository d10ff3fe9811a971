/** Why something failed, in the words and with the code that the same failure has over HTTP. */
import { ConfigError } from '../../src/core/config/index.ts';
import { fromDatabase } from '../../src/core/database-errors.ts';
import { type Issue, TrunklineError } from '../../src/core/errors.ts';

export interface Reason {
  readonly error: string;
  readonly code?: string;
  readonly details?: readonly Issue[];
}

export function reasonOf(error: unknown): Reason {
  const known = error instanceof TrunklineError ? error : fromDatabase(error);
  if (known !== undefined) {
    const { message, code, details, cause } = known;
    // Whoever has the machine may know, and has nobody else to ask.
    const why = !known.operational && cause instanceof Error ? ` ${cause.message}` : '';
    return { error: `${message}${why}`, code, ...(details !== undefined && { details }) };
  }
  if (error instanceof ConfigError) return { error: error.message, code: 'CONFIGURATION_WRONG' };
  return { error: error instanceof Error ? error.message : String(error) };
}
