/** Everything that the commands work with, opened and closed in one place. */

import { Cursors } from './commands/cursors.ts';
import { MongoError } from './errors.ts';
import type { ReadContext } from './read/context.ts';
import { Catalog, type Collection } from './store/catalog.ts';
import { release } from './store/claim.ts';
import type { Env } from './store/env.ts';
import { openFolder } from './store/folder.ts';
import { type Journal, openJournal } from './store/journal.ts';
import { lastRecord, RecordNumbers } from './store/numbers.ts';
import { Writer } from './store/writer.ts';
import { startJanitor } from './upkeep/janitor.ts';
import { Pool } from './workers/pool.ts';
import { dropUnfinished } from './write/indexes.ts';

export interface Engine {
  readonly env: Env;
  readonly catalog: Catalog;
  readonly writer: Writer;
  readonly numbers: RecordNumbers;
  readonly pool: Pool;
  readonly cursors: Cursors;
  /** Reads on this thread. */
  readonly reading: ReadContext;
  readonly startedAt: number;
  readonly log: (message: string) => void;
  /** To be called when something was dropped. */
  clearRemnants(): void;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly dir: string;
  readonly volatile?: boolean;
  readonly log?: (message: string) => void;
  /** How often expired documents are looked for. */
  readonly ttlEveryMs?: number;
  /** So long one read may work, or one batch of a cursor's. */
  readonly readLimitMs?: number;
}

export async function openEngine({
  dir,
  volatile = false,
  log = () => {},
  ttlEveryMs = 60_000,
  readLimitMs = 10 * 60_000,
}: EngineOptions): Promise<Engine> {
  const env = await openFolder({ dir, volatile });
  const journal = volatile ? undefined : journalOf(env, log);
  const catalog = new Catalog(env);
  const pool = new Pool({ dir, volatile, log, readLimitMs });
  const writer = new Writer(env, catalog, () => pool.catalogChanged(), journal);
  const reading: ReadContext = {
    env,
    catalog,
    patience: 'slice',
    openScans: new Set(),
    isCancelled: () => false,
  };
  const cursors = new Cursors();
  const numbers = new RecordNumbers(lastRecord(env, catalog));
  const engine: Engine = {
    env,
    catalog,
    writer,
    numbers,
    pool,
    cursors,
    reading,
    log,
    startedAt: Date.now(),
    clearRemnants: () => janitor.clear(),
    async close() {
      janitor.stop();
      cursors.close();
      writer.stop(new MongoError(11600, 'the server is closing'));
      await pool.close();
      await writer.drained();
      if (writer.canWrite()) await release(env);
      await env.root.close();
      await journal?.close();
    },
  };
  await writer
    .once(() => dropUnfinished(engine), true)
    .catch((error) => log(`unfinished indexes stay: ${error.message}`));
  const janitor = startJanitor(engine, ttlEveryMs);
  return engine;
}

/** Where there is no room for one, everything goes into the trees at once. */
function journalOf(env: Env, log: Engine['log']): Journal | undefined {
  try {
    return openJournal(env);
  } catch (error) {
    log(`writes are slower without a journal: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

export function existing(engine: Engine, database: string, name: string): Collection {
  const collection = engine.catalog.find(database, name);
  if (!collection) throw new MongoError(26, `ns does not exist: ${database}.${name}`);
  return collection;
}
