/**
 * Calls that were asked for, as they lie in the database. Who may go on with one is decided there: `heldUntil` is also
 * the mark by which a process knows that nobody has taken it over, and `triedAt` is written once.
 */
import { type Fact, factOf } from '../../../core/calls/facts.ts';
import { createSealedField, type Sealer } from '../../../core/crypto/index.ts';
import type { Scope, SystemScope, TenantScope } from '../../../core/tenancy.ts';
import type { Placements, StoredPlacement } from '../../../models/placements.ts';
import type { Greeting } from '../../numbers/numbers.ts';
import type { Order } from './order.ts';

export interface Placement extends Omit<StoredPlacement, 'orderSealed'> {
  readonly order: Order;
}

/** What came of it. */
export type PlacementOutcome =
  | { readonly providerCallId: string }
  | { readonly failure: NonNullable<StoredPlacement['failure']> }
  | { readonly lostBecause: string };

/** Calls that we placed, as those see them who talk to their provider. */
export interface PlacedCalls {
  /** Whose call it is, and what is said in it. Undefined where there is none, or none over this connection. */
  speaking(
    connectionId: string,
    callId: string,
  ): Promise<{ readonly tenantId: string; readonly greeting?: Greeting } | undefined>;
}

export interface PlacementStore extends PlacedCalls {
  /** False where there is one of this call already. */
  add(scope: TenantScope, placement: Placement): Promise<boolean>;
  find(scope: Scope, callId: string): Promise<Placement | undefined>;
  /** Takes over what was never tried and what nobody is at any more. Undefined: somebody else was faster. */
  take(scope: Scope, seen: Placement, until: Date): Promise<Placement | undefined>;
  /** Undefined where somebody else has it by now. Whoever gets it back asks the provider, and nobody else ever does. */
  begin(scope: Scope, held: Placement, at: Date, until: Date): Promise<Placement | undefined>;
  /** Undefined where it has come to something already, or was tried meanwhile. */
  decide(scope: Scope, seen: Placement, outcome: PlacementOutcome): Promise<Placement | undefined>;
  /** Whoever looks for it looks no sooner than that. */
  leave(scope: Scope, placement: Placement, until: Date): Promise<void>;
  settle(scope: Scope, placement: Placement, holdsRoom: boolean): Promise<void>;
  roomGivenBack(scope: Scope, placement: Pick<Placement, '_id'>): Promise<void>;
  /** Open, and nobody is at it. */
  left(before: Date, limit: number): Promise<Placement[]>;
  /** Those of a connection that the provider may have, and has not named. */
  unnamed(connectionId: string): Promise<Placement[]>;
  holdingRoom(scope: Scope): AsyncIterable<Pick<StoredPlacement, '_id' | 'tenantId' | 'createdAt'>>;
}

const absent = { $exists: false } as const;
const undecided = { providerCallId: absent, failure: absent, lostBecause: absent } as const;

export const isDecided = ({ providerCallId, failure, lostBecause }: Placement) =>
  providerCallId !== undefined || failure !== undefined || lostBecause !== undefined;

/**
 * Whether these facts can be about that call, as far as they tell: not everything that a provider says of a call that
 * we placed holds our own id of it.
 */
export function mayBe({ order }: Placement, facts: readonly Fact[]): boolean {
  const started = factOf(facts, 'started');
  if (started === undefined) return true;
  const { direction, from, to } = started.content;
  return direction === 'outbound' && from === order.from && to === order.asked.to;
}

interface Parts {
  readonly placements: Placements;
  readonly sealer: Pick<Sealer, 'seal' | 'open'>;
  readonly everyone: SystemScope;
}

export function createPlacementStore({ placements, sealer, everyone }: Parts): PlacementStore {
  const orders = createSealedField(sealer, 'placement.order');

  function opened({ orderSealed, ...stored }: StoredPlacement): Placement {
    return { ...stored, order: JSON.parse(orders.open(stored, orderSealed)) as Order };
  }

  /** On the disks of a majority before anybody acts upon it. Undefined where it was not as it was seen. */
  async function changed(
    scope: Scope,
    seen: Placement,
    filter: object,
    change: Partial<Omit<StoredPlacement, '_id' | 'tenantId'>>,
  ): Promise<Placement | undefined> {
    const entry = {
      filter: { _id: seen._id, state: 'open', ...undecided, ...filter },
      update: { $set: change },
    } as const;
    const { matchedCount } = await placements.bulkWrite(scope, [{ updateOne: entry }], { durable: true });
    return matchedCount === 1 ? { ...seen, ...change } : undefined;
  }

  return {
    async add(scope, { order, ...placement }) {
      const document = { ...placement, orderSealed: orders.seal(placement, JSON.stringify(order)) };
      const { insertedCount } = await placements.insertMany(scope, [document], { durable: true });
      return insertedCount === 1;
    },
    async find(scope, callId) {
      const found = await placements.findById(scope, callId, { readPreference: 'primary' });
      return found === null ? undefined : opened(found);
    },
    take: (scope, seen, heldUntil) =>
      changed(scope, seen, { heldUntil: seen.heldUntil, triedAt: absent }, { heldUntil }),
    begin: (scope, held, triedAt, heldUntil) =>
      changed(scope, held, { heldUntil: held.heldUntil, triedAt: absent }, { triedAt, heldUntil }),
    decide: (scope, seen, outcome) => changed(scope, seen, { triedAt: seen.triedAt ?? absent }, outcome),
    async leave(scope, seen, heldUntil) {
      await changed(scope, seen, {}, { heldUntil });
    },
    async settle(scope, { _id }, holdsRoom) {
      await placements.updateOne(scope, { _id }, { $set: { state: 'settled', holdsRoom } });
    },
    async roomGivenBack(scope, { _id }) {
      await placements.updateOne(scope, { _id }, { $set: { holdsRoom: false } });
    },
    async left(before, limit) {
      const filter = { state: 'open', heldUntil: { $lt: before } } as const;
      return (await placements.find(everyone, filter, { sort: { heldUntil: 1 }, limit })).map(opened);
    },
    async unnamed(connectionId) {
      return (await placements.find(everyone, { connectionId, state: 'open' })).map(opened);
    },
    holdingRoom: (scope) =>
      placements.cursor(scope, { holdsRoom: true, state: 'settled' }, { select: ['tenantId', 'createdAt'] }),
    async speaking(connectionId, callId) {
      const found = await placements.findById(everyone, callId);
      if (found?.connectionId !== connectionId) return undefined;
      const { tenantId, order } = opened(found);
      return { tenantId, ...(order.greeting !== undefined && { greeting: order.greeting }) };
    },
  };
}
