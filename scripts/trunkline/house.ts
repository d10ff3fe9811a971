/** The application for the length of a command: on the database and the Redis of the servers, whether any runs or not. */
import type { App } from '../../src/app.ts';
import { type Caller, platformTenantId } from '../../src/core/caller.ts';
import { newId } from '../../src/core/ids.ts';
import { withDatabase } from '../backup/source.ts';
import { type Environment, foldersOf } from '../up/environment.ts';
import { holderOfFolder } from '../up/holder.ts';
import { commandLine } from './caller.ts';
import type { Context } from './command.ts';

export interface House {
  readonly app: App;
  /** Of all that one run does. */
  readonly requestId: string;
  /** The command line, as it works on that tenant; on the platform itself where none is said. */
  as(tenantId?: string): Caller;
}

export async function withHouse<T>(
  { environment, verbose, stderr }: Pick<Context, 'environment' | 'verbose' | 'stderr'>,
  work: (house: House) => Promise<T>,
): Promise<T> {
  return withDatabase(environment, { besideUp: true }, async (uri) => {
    // Not before it is needed: help has to be there at once.
    const [{ createApp }, { readConfig }, { commandLog }] = await Promise.all([
      import('../../src/app.ts'),
      import('../../src/core/config/index.ts'),
      import('./log.ts'),
    ]);
    const { product, hasRedis } = productOf(environment, uri);
    // Where there can be no Redis, that it is away is no news.
    const log = commandLog({ stderr, verbose }, hasRedis ? 'warn' : 'error');
    const app = await createApp(readConfig(product), log);
    const requestId = newId('req');
    try {
      return await work({ app, requestId, as: (id = platformTenantId) => commandLine(id, requestId) });
    } finally {
      await app.closing.close();
    }
  });
}

/** The environment of the servers. What `npm run up` has chosen for its own stands in the file of its folder. */
function productOf(environment: Environment, uri: string): { product: Environment; hasRedis: boolean } {
  const { MONGODB_URI_FILE: _, ...others } = environment;
  const { data } = foldersOf(environment);
  const up = holderOfFolder(data);
  const given = environment.REDIS_URL ?? environment.REDIS_URL_FILE;
  // Where nothing runs, there is no Redis, as little as behind that file: everything but the queues does without.
  const usual = up?.redisUrl ?? 'unix:///dev/null';
  return {
    hasRedis: given !== undefined || up !== undefined,
    product: {
      ...(up !== undefined && { PUBLIC_URL: up.url }),
      ...(given === undefined && { REDIS_URL: usual }),
      ...others,
      MONGODB_URI: uri,
    },
  };
}
