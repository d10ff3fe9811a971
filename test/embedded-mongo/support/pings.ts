import type mongoose from 'mongoose';

/** How many pings are answered one after the other while something else is going on: next to none in a stall. */
export async function pingsDuring(db: mongoose.mongo.Db, work: Promise<unknown>): Promise<number> {
  let pings = 0;
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  while (!done) {
    await db.command({ ping: 1 });
    pings += 1;
  }
  await ended;
  return pings;
}
