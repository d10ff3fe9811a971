/**
 * Which log of events this is. Its numbers mean something together with it alone: after a restore from a backup the
 * same numbers stand for other events, so a restore makes another epoch.
 */
import { type Collection, type Connection, Schema } from 'mongoose';
import { asked } from './failures.ts';

interface Entry {
  _id: 'feed';
  epoch: string;
}

const schema = new Schema<Entry>(
  { _id: String, epoch: { type: String, required: true } },
  { strict: 'throw', strictQuery: 'throw', versionKey: false },
);

export const feedEpochName = 'feed_epoch';

export type FeedEpoch = ReturnType<typeof feedEpochIn>;

export function feedEpochIn(connection: Connection) {
  const model = connection.model<Entry>('FeedEpoch', schema, feedEpochName);
  const collection = model.collection as unknown as Collection<Entry>;
  return {
    /** That of whoever asked first, where there was none. */
    async current(fresh: string): Promise<string> {
      const found = await asked(() =>
        collection.findOneAndUpdate(
          { _id: 'feed' },
          { $setOnInsert: { epoch: fresh } },
          { upsert: true, returnDocument: 'after' },
        ),
      );
      return found?.epoch ?? fresh;
    },
  };
}
