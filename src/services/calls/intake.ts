/** The one way in: from what arrives to calls and events, at once here and by the sweep for what was left. */

import { receiptIdOf } from '../../core/calls/ids.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Sealer } from '../../core/crypto/index.ts';
import { hashedId } from '../../core/ids.ts';
import type { Logger } from '../../core/logger/index.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { CallHomes } from '../../models/call-homes.ts';
import type { Calls } from '../../models/calls.ts';
import type { Events } from '../../models/events.ts';
import type { Facts } from '../../models/facts.ts';
import type { Receipts, StoredReceipt } from '../../models/receipts.ts';
import type { ProviderName, Understood, Webhooks } from '../../providers/telephony/telephony.ts';
import type { OpenConnections } from '../connections/connections.ts';
import type { OpenNumbers } from '../numbers/numbers.ts';
import { createHoming } from './apply/homes.ts';
import { createApply } from './apply/index.ts';
import type { Connection, News } from './apply/news.ts';
import type { Privacy } from './apply/privacy.ts';
import { createFactStore } from './apply/store-facts.ts';
import { createTakeUp } from './apply/take-up.ts';
import { createCallWriter } from './apply/write-calls.ts';
import type { PlacementStore } from './commands/placements.ts';
import { createDecide, createLineOf } from './decide.ts';
import { type Consumer, createRelay } from './events/relay.ts';
import { type InternalRoute, writeInternal } from './internal.ts';
import { createInterpret } from './interpret.ts';
import { createOpening } from './receipts/open.ts';
import { createPump } from './receipts/pump.ts';
import { createReceiving, type Receiving } from './receipts/receive.ts';
import { createRepeats } from './receipts/repeats.ts';
import { createReplay } from './receipts/replay.ts';
import { createReceiptSweep } from './receipts/sweep.ts';

export interface Intake extends Omit<Receiving, 'isCrowded'> {
  /**
   * What Trunkline itself knows of calls on a connection; told twice, it is known once. Resolves with the receipt's id
   * when it is stored.
   */
  tell(connection: Connection, route: InternalRoute, understood: readonly Understood[]): Promise<string>;
  /** The bytes of a receipt that lies in the database, where they are kept and can be read. */
  opened(receipt: StoredReceipt): Promise<Buffer | undefined>;
  /** What a receipt that lies in the database says; nothing where its connection is gone, or where nobody can read it. */
  understood(receipt: StoredReceipt): Promise<readonly News[]>;
  /** Applies one that lies in the database, whatever became of it before; fails where that cannot be tried now. */
  replay(receipt: StoredReceipt): Promise<void>;
  /** Applies what was left; resolves with how many receipts that were. */
  sweep(): Promise<number>;
}

interface Parts {
  readonly models: {
    readonly receipts: Receipts;
    readonly callHomes: CallHomes;
    readonly facts: Facts;
    readonly calls: Calls;
    readonly events: Events;
  };
  readonly sealer: Sealer;
  readonly privacy: Privacy;
  readonly webhooks: Readonly<Record<ProviderName, Webhooks>>;
  readonly connections: Pick<OpenConnections, 'byId'>;
  readonly numbers: Pick<OpenNumbers, 'at'>;
  readonly placements: Pick<PlacementStore, 'unnamed'>;
  readonly consumers: readonly Consumer[];
  /** So long whoever sent something waits until it is stored. */
  readonly receiptPatienceMs: number;
  readonly log: Logger;
  readonly clock?: Clock;
}

/** So long whoever took a receipt may keep it waiting; what he has begun by then he ends before the sweep looks. */
const takerPatienceMs = 6_000;
const sweepPatienceMs = 10_000;

export function createIntake(parts: Parts): Intake {
  const { models, sealer, privacy, webhooks, connections, numbers, placements, consumers, log } = parts;
  const { clock = systemClock } = parts;
  const { receipts, callHomes, facts, calls, events } = models;
  const now = () => clock.now();
  const scope = systemScope('calls: what arrives belongs to whichever tenant has the number', log);
  const interpret = createInterpret(webhooks);
  const open = createOpening({
    sealer,
    connection: async (connectionId) => connections.byId(connectionId),
  });
  const steps = {
    interpret,
    home: createHoming({
      homes: callHomes,
      lineOf: createLineOf({ numbers }),
      deciding: createDecide({ homes: callHomes, numbers, placements }),
      now,
    }),
    storeFacts: createFactStore({ facts, privacy, scope }),
    writeCalls: createCallWriter({
      calls,
      facts,
      privacy,
      scope,
    }),
    relay: createRelay({ events, consumers, now }),
    settle: receipts.settle,
    takeUp: createTakeUp({ homes: callHomes, receipts }),
  };
  const apply = createApply(steps);
  const pump = createPump({
    apply,
    log,
    now,
    patienceMs: takerPatienceMs,
    isCrowded: () => receiving.isCrowded(),
  });
  const repeats = createRepeats({ receipts, now, log });
  const receiving = createReceiving({
    receipts,
    sealer,
    now,
    patienceMs: parts.receiptPatienceMs,
    stored: pump.push,
    repeated: repeats.note,
  });
  const sweep = createReceiptSweep({
    receipts,
    open,
    apply,
    isUnderWay: pump.holds,
    now,
    patienceMs: sweepPatienceMs,
  });
  return {
    receive: receiving.receive,
    async tell(connection, route, understood) {
      const body = writeInternal(understood);
      const key = hashedId('rcpt', body.toString());
      await receiving.receive({
        connection,
        route,
        key,
        body,
        contentType: 'application/json',
        query: undefined,
        answer: { status: 200 },
      });
      return receiptIdOf(connection.id, route, key);
    },
    async opened(stored) {
      const opened = stored.body.length === 0 ? undefined : await open(stored);
      return opened !== undefined && 'receipt' in opened ? opened.receipt.body : undefined;
    },
    async understood(stored) {
      const opened = await open(stored);
      if ('problem' in opened) return [];
      try {
        return interpret(opened.receipt);
      } catch {
        return [];
      }
    },
    replay: createReplay({ open, steps }),
    sweep,
    async idle() {
      await receiving.idle();
      await pump.idle();
      await repeats.idle();
    },
  };
}
