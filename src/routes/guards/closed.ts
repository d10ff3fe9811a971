/** Doors that let nobody in, for as long as there are no keys and no sessions that could open them. */
import { AuthenticationError } from '../../core/errors.ts';
import type { Doors } from './callers.ts';

const refuse = (): never => {
  throw new AuthenticationError('Nobody can be let in here yet.');
};

export const closedDoors: Doors = {
  keys: { authenticate: refuse },
  sessions: { authenticate: refuse },
  tenants: { statusOf: () => undefined },
};
