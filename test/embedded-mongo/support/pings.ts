import { setTimeout as sleep } from 'node:timers/promises';
import type mongoose from 'mongoose';

/** More than anybody asks for: what comes after them need not take the processor from what they are to be beside. */
const many = 30;

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
    if (pings > many) await sleep(20);
  }
  await ended;
  return pings;
}
