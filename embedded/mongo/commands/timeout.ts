import { MongoError } from '../errors.ts';
import { toNumber } from '../values/numbers.ts';
import type { Command } from './command.ts';

/** Holds a read to the command's maxTimeMS. */
export async function within<T>({ body }: Command, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = body.maxTimeMS === undefined ? 0 : toNumber(body.maxTimeMS);
  const abort = new AbortController();
  const work = start(abort.signal);
  if (!(limit > 0)) return work;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new MongoError(50, 'operation exceeded time limit'));
    abort.abort();
  }, limit);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    late.promise.catch(() => {});
    work.catch(() => {});
  }
}
