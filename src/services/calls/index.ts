/** Calls: how they come in, how they are read, and how others hear of them. */
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Config } from '../../core/config/index.ts';
import { createSealer } from '../../core/crypto/index.ts';
import type { Hints } from '../../core/hints.ts';
import type { Logger } from '../../core/logger/index.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { Models } from '../../models/index.ts';
import type { ProviderName, Webhooks } from '../../providers/telephony/telephony.ts';
import type { Audit } from '../audit/audit.ts';
import type { OpenConnections } from '../connections/connections.ts';
import type { OpenNumbers } from '../numbers/numbers.ts';
import type { TenantFacts } from '../tenants/tenants.ts';
import { createCallPrivacy } from './apply/privacy.ts';
import { createPlacementStore, type PlacementStore } from './commands/placements.ts';
import { type Feed, openFeed } from './feed/index.ts';
import { createPlaces } from './feed/places.ts';
import { createRender } from './feed/render.ts';
import { createInbox, type Inbox } from './inbox/index.ts';
import { createIntake, type Intake } from './intake.ts';
import { type CallReading, createCallReading } from './read/index.ts';
import { createCallView } from './read/view.ts';
import { createReconcile, type Reconcile } from './reconcile/index.ts';
import { createWordSweep } from './search/write-words.ts';
import { createToday, type Todays } from './today/index.ts';

export interface OpenCalls extends CallReading {
  readonly intake: Intake;
  readonly inbox: Inbox;
  readonly today: Todays;
  readonly feed: Feed;
  readonly reconcile: Reconcile;
  /** Calls that were asked for. */
  readonly placements: PlacementStore;
  /** Makes calls be found by what was said in them; resolves with how many those were. */
  writeWords(): Promise<number>;
  close(): Promise<void>;
}

interface Needs {
  readonly config: Pick<
    Config,
    | 'ENCRYPTION_KEYS'
    | 'MONGODB_LIST_READS'
    | 'CALLS_RECEIPT_PATIENCE_MS'
    | 'CALLS_SILENT_SECONDS'
    | 'CALLS_UNKNOWN_SECONDS'
  >;
  readonly models: Models;
  readonly webhooks: Readonly<Record<ProviderName, Webhooks>>;
  readonly connections: OpenConnections;
  readonly numbers: OpenNumbers;
  readonly audit: Pick<Audit, 'record' | 'append'>;
  readonly tenants: Pick<TenantFacts, 'timeZoneOf'>;
  readonly hints: Hints;
  readonly log: Logger;
  readonly clock?: Clock;
}

export function openCalls(needs: Needs): OpenCalls {
  const { config, models, webhooks, connections, numbers, audit, tenants, hints, log } = needs;
  const { clock = systemClock } = needs;
  const { calls, facts, events, receipts, callHomes: homes, feedEpoch } = models;
  const sealer = createSealer(config.ENCRYPTION_KEYS);
  const privacy = createCallPrivacy(sealer);
  const shown = createCallView(privacy);
  const places = createPlaces(events, feedEpoch);
  const render = createRender({ calls, facts, privacy, shown });
  const feed = openFeed({ events, places, render, hints, log });
  const placements = createPlacementStore({
    placements: models.placements,
    sealer,
    everyone: systemScope('calls: what was asked of providers is gone on with, for whatever tenant', log),
  });
  const intake = createIntake({
    receiptPatienceMs: config.CALLS_RECEIPT_PATIENCE_MS,
    models,
    sealer,
    privacy,
    webhooks,
    connections,
    numbers,
    placements,
    consumers: [feed.consumer],
    log,
    clock,
  });
  const reconcile = createReconcile({
    calls,
    homes,
    receipts,
    placements,
    connections,
    intake,
    scope: systemScope('calls: those that have gone silent, of whatever tenant, are asked for', log),
    now: () => clock.now(),
    log,
    silentMs: config.CALLS_SILENT_SECONDS * 1_000,
    unknownMs: config.CALLS_UNKNOWN_SECONDS * 1_000,
  });
  return {
    ...createCallReading({
      ...models,
      places,
      privacy,
      shown,
      audit,
      tenants,
      now: () => clock.now(),
      listReads: config.MONGODB_LIST_READS,
    }),
    intake,
    inbox: createInbox({
      receipts,
      facts,
      events,
      intake,
      audit,
      scope: systemScope('receipts: those of the platform may be about the calls of any tenant', log),
    }),
    today: createToday({
      ...models,
      timeZoneOf: tenants.timeZoneOf,
      everyone: systemScope('calls: the platform sees how many there are of all tenants together', log),
      now: () => clock.now(),
      listReads: config.MONGODB_LIST_READS,
    }),
    writeWords: createWordSweep({
      calls,
      facts,
      scope: systemScope('calls: what was said in those that have ended is to be found', log),
    }),
    feed,
    reconcile,
    placements,
    async close() {
      await intake.idle();
      await feed.close();
    },
  };
}
