/** The indexes of every collection of a connection, made where they are not there yet. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { DatabaseError } from '../core/errors.ts';
import { asked } from './failures.ts';

const attempts = 4;

/** One collection after the other: servers that lock their catalogue end one of two that change it at once. */
export async function makeIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) await made(() => model.createIndexes());
}

/** The other of the two may be an instance that starts at the same moment, so it is asked again. */
async function made(make: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await asked(make);
      return;
    } catch (error) {
      if (!(error instanceof DatabaseError) || attempt === attempts) throw error;
      await sleep(attempt * 100 * (1 + Math.random()));
    }
  }
}
