/**
 * Announcements of what was taken back, in one dense order over all processes. They belong to no tenant.
 *
 * Nothing is missed, whatever anybody's clock says: an announcement takes the number after the newest one, and that
 * number only if nobody else has it. So whoever inserted n + 1 had seen n, which a majority of the servers had taken;
 * a reader who sees n + 1 sees n as well, and one who goes on after the last number it knows skips nothing. Numbers
 * given by a counter, or times, would not do: a lower one may appear after a higher one was read.
 *
 * The newest stays until there is a newer one, so that numbers never begin again; then it has a day left.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Collection, type Connection, Schema } from 'mongoose';
import { Unavailable } from '../core/errors.ts';
import type { Subject } from '../core/subject.ts';
import { asked, DuplicateKey } from './failures.ts';

interface Entry {
  _id: number;
  subjects: readonly Subject[];
  /** Not there on the newest. */
  expiresAt?: Date;
}

export interface News {
  /** The number of the newest announcement. */
  readonly newest: number;
  readonly subjects: readonly Subject[];
  /** False where announcements after the last known one are gone: a day has passed, or this is another database. */
  readonly whole: boolean;
}

export interface Announcements {
  /** The number of the newest announcement; 0 where there was none. */
  newest(): Promise<number>;
  /** What was announced after `known`, in order. */
  since(known: number, signal: AbortSignal): Promise<News>;
  /** Resolves when every reader can see it. `known`: a number that is known to be taken. */
  append(known: number, subjects: readonly Subject[]): Promise<number>;
  /** Lets go of what came before that number. */
  expireBefore(number: number): Promise<void>;
}

const keptMs = 24 * 3_600_000;
/** For each number that somebody else was first to take there is one announcement more. */
const appendWithinMs = 5_000;

const schema = new Schema<Entry>(
  {
    _id: Number,
    subjects: [{ _id: false, kind: String, id: String }],
    expiresAt: Date,
  },
  { strict: 'throw', strictQuery: 'throw', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function announcementsIn(connection: Connection): Announcements {
  const model = connection.model('Revocation', schema, 'revocations');
  const collection = model.collection as unknown as Collection<Entry>;
  // What a majority has is never taken back; what another server than the primary says may be old.
  const surely = { readPreference: 'primary', readConcern: { level: 'majority' } } as const;

  async function newest(): Promise<number> {
    const last = await asked(() => collection.findOne({}, { ...surely, sort: { _id: -1 } }));
    return last?._id ?? 0;
  }

  return {
    newest,
    async since(known, signal) {
      const found = await asked(() =>
        collection
          .find({ _id: { $gte: known } }, { ...surely, sort: { _id: 1 }, signal })
          .project<Entry>({ expiresAt: 0 })
          .toArray(),
      );
      const whole = known === 0 || found[0]?._id === known;
      const news = found.filter(({ _id }) => _id > known);
      return {
        newest: found.at(-1)?._id ?? 0,
        subjects: news.flatMap(({ subjects }) => subjects),
        whole,
      };
    },
    async append(known, subjects) {
      const deadline = performance.now() + appendWithinMs;
      let number = known + 1;
      while (performance.now() < deadline) {
        try {
          const entry = { _id: number, subjects };
          await asked(() => collection.insertOne(entry, { writeConcern: { w: 'majority' } }));
          return number;
        } catch (error) {
          if (!(error instanceof DuplicateKey)) throw error;
        }
        // Others who try at the same time get out of step.
        await sleep(Math.random() * 20);
        number = (await newest()) + 1;
      }
      throw new Unavailable('This cannot be told to every instance now. Try again.');
    },
    async expireBefore(number) {
      const past = { _id: { $lt: number }, expiresAt: { $exists: false } };
      const expiresAt = new Date(Date.now() + keptMs);
      await asked(() => collection.updateMany(past, { $set: { expiresAt } }));
    },
  };
}
