/** People. What names them is sealed; an e-mail address is found by its keyed hash alone. */
import { type Connection, Schema } from 'mongoose';
import type { Role } from '../core/permissions.ts';
import { scoped, storedOptions } from './scoped.ts';

export type UserStatus = 'invited' | 'active' | 'disabled';

/** A link that was sent by mail: good once, until then, and only the newest of its kind. */
export interface SentLink {
  readonly hash: string;
  readonly sentAt: Date;
  readonly expiresAt: Date;
}

export interface SecondFactor {
  readonly secretSealed: string;
  /** False until the person has shown a code of it: before that it is asked of nobody. */
  readonly confirmed: boolean;
  /** The time step of the last code that was taken, so that no code is taken twice. */
  readonly lastStep: number;
  readonly recoveryHashes: string[];
}

export interface User {
  _id: string;
  tenantId: string;
  emailHash: string;
  emailSealed: string;
  nameSealed: string;
  role: Role;
  status: UserStatus;
  /** A session belongs to the epoch in which it began. To end all of them is to begin another epoch: one write. */
  epoch: number;
  /** The one session of an earlier epoch that goes on: that of whoever changed the password. */
  keptSessionId?: string;
  passwordHash?: string;
  totp?: SecondFactor;
  invitation?: SentLink & { readonly inviterSealed: string };
  reset?: SentLink;
  lastSignInAt?: Date;
  createdAt: Date;
  updatedAt: Date;
}

const link = { hash: String, sentAt: Date, expiresAt: Date };

const schema = new Schema<User>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    emailHash: { type: String, required: true },
    emailSealed: { type: String, required: true },
    nameSealed: { type: String, required: true },
    role: { type: String, required: true },
    status: { type: String, required: true },
    epoch: { type: Number, required: true },
    keptSessionId: String,
    passwordHash: String,
    totp: {
      type: { secretSealed: String, confirmed: Boolean, lastStep: Number, recoveryHashes: [String] },
      _id: false,
    },
    invitation: { type: { ...link, inviterSealed: String }, _id: false },
    reset: { type: link, _id: false },
    lastSignInAt: Date,
  },
  { ...storedOptions, timestamps: true },
);
schema.index({ emailHash: 1 }, { unique: true });
schema.index({ tenantId: 1, _id: -1 });

export function usersIn(connection: Connection) {
  const model = connection.model<User>('User', schema, 'users');
  // Who signs in says an address and no tenant.
  return scoped(model, { globallyUnique: [['emailHash']] });
}
