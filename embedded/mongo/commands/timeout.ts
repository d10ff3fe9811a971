import { MongoError } from '../errors.ts';
import { toNumber } from '../values/numbers.ts';
import type { Command } from './command.ts';

/** Holds a read to the command's maxTimeMS. */
export async function within<T>({ body }: Command, work: Promise<T>, cancel?: { close(): void }): Promise<T> {
  const limit = body.maxTimeMS === undefined ? 0 : toNumber(body.maxTimeMS);
  if (!(limit > 0)) return work;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new MongoError(50, 'operation exceeded time limit'));
    cancel?.close();
  }, limit);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    late.promise.catch(() => {});
  }
}
