/**
 * What an error of the database means to a caller. The driver's errors are known by their names, so that whoever
 * asks needs no driver.
 */
import { DatabaseError, type TrunklineError, Unavailable } from './errors.ts';

/** The database is away, is being replaced by another member, or has no connection left for this. */
const away = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
]);

/** The same, as a server that steps down or shuts down words it. */
const stepsDown = new Set([
  91, // ShutdownInProgress
  189, // PrimarySteppedDown
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** Undefined where the error is none of the database's. */
export function fromDatabase(error: unknown): TrunklineError | undefined {
  if (!(error instanceof Error)) return undefined;
  const isDrivers = /^Mongo[A-Z]|^PoolCleared/.test(error.name);
  const isAway =
    away.has(error.name) ||
    (isDrivers && 'code' in error && typeof error.code === 'number' && stepsDown.has(error.code)) ||
    // mongoose holds back commands while there is no connection, and then has no name of its own for giving up.
    (error.name === 'MongooseError' && error.message.includes('buffering timed out'));
  if (isAway) return new Unavailable('The database cannot be reached at the moment.', { cause: error });
  return isDrivers ? new DatabaseError(error) : undefined;
}
