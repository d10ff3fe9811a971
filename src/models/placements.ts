/**
 * Calls that were asked for: what is to be placed, who may ask the provider for it, and what came of that. One for each
 * call that we place, under the call's own id, so that the same request is there once.
 */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredPlacement {
  /** Of the call. */
  _id: string;
  tenantId: string;
  connectionId: string;
  numberId: string;
  /** The number's, when it was asked for. */
  agent?: string;
  /** Sealed: numbers, words and metadata. */
  orderSealed: string;
  /** Who asked for it. */
  by: string;
  createdAt: Date;
  /** open: somebody has yet to ask the provider, or to tell the call what came of it. */
  state: 'open' | 'settled';
  /** Until then whoever has it goes on with it; then anybody may. */
  heldUntil: Date;
  /** When the provider was asked. Whoever writes this asks, and nobody ever asks again. */
  triedAt?: Date;
  /** What came of it: one of the three. */
  providerCallId?: string;
  failure?: PlacementFailure;
  lostBecause?: string;
  /** Of quotas: until the call has ended. */
  holdsRoom: boolean;
}

export interface PlacementFailure {
  /** What a request for it is answered. */
  status: 422 | 502;
  message: string;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<StoredPlacement>(
  {
    _id: String,
    tenantId: text,
    connectionId: text,
    numberId: text,
    agent: String,
    orderSealed: text,
    by: text,
    createdAt: date,
    state: { ...text, enum: ['open', 'settled'] },
    heldUntil: date,
    triedAt: Date,
    providerCallId: String,
    failure: {
      type: { status: { type: Number, required: true, enum: [422, 502] }, message: text },
      _id: false,
    },
    lostBecause: String,
    holdsRoom: { type: Boolean, required: true },
  },
  storedOptions,
)
  // For the sweep over all tenants, and for who asks what is under way on a connection.
  .index({ heldUntil: 1 }, { partialFilterExpression: { state: 'open' }, name: 'open' })
  .index({ connectionId: 1 }, { partialFilterExpression: { state: 'open' }, name: 'openOfConnection' })
  .index({ tenantId: 1, _id: 1 }, { partialFilterExpression: { holdsRoom: true }, name: 'holdingRoom' });

export type Placements = Repository<StoredPlacement>;

export const placementsIn = (connection: Connection): Placements =>
  scoped(connection.model<StoredPlacement>('Placement', schema, 'placements'));
