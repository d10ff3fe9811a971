/**
 * How often somebody failed to sign in under an e-mail address, whether or not there is such an account: both are
 * counted alike, so that neither answer nor time tells which it is. Addresses are there as keyed hashes only.
 */
import { type Connection, Schema } from 'mongoose';
import { scoped, storedOptions } from './scoped.ts';

export interface SignInFailures {
  /** The hash. */
  _id: string;
  /** The platform's: an address that nobody has belongs to no tenant. */
  tenantId: string;
  failures: number;
  lastAt: Date;
  forgetAt: Date;
}

const schema = new Schema<SignInFailures>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    failures: { type: Number, required: true },
    lastAt: { type: Date, required: true },
    forgetAt: { type: Date, required: true },
  },
  storedOptions,
);
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

export function signInFailuresIn(connection: Connection) {
  return scoped(connection.model<SignInFailures>('SignInFailures', schema, 'sign_in_failures'));
}
