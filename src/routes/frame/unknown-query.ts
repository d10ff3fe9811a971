/**
 * A misspelt parameter of a query is told and not passed over: whoever asks for `?statuz=failed` would take all calls
 * for the failed ones. In the API alone: what providers put into an address is theirs, and pages take what they like.
 */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Issue, ValidationError } from '../../core/errors.ts';
import type { Route } from './route.ts';

/** Enough to see which one is meant. */
const longestShown = 64;

/** Before the query is parsed; undefined where anything goes. */
export function unknownQueryGuard({ url, schema: { querystring } }: Pick<Route, 'url' | 'schema'>) {
  if (!url.startsWith('/v1/')) return undefined;
  const known = namesIn(querystring, url);
  const hint =
    known.length === 0 ? 'nothing is asked by a query here' : `what can be asked here: ${known.join(', ')}`;
  return async ({ query }: FastifyRequest): Promise<void> => {
    const unknown = Object.keys(query as object).filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    throw new ValidationError(
      'There is no such query parameter; `details` says which there are.',
      unknown.map(
        (name): Issue => ({
          path: `query.${name.slice(0, longestShown)}`,
          message: `is not known; ${hint}`,
        }),
      ),
    );
  };
}

function namesIn(querystring: z.ZodType | undefined, url: string): readonly string[] {
  if (querystring === undefined) return [];
  if (querystring instanceof z.ZodObject) return Object.keys(querystring.shape);
  throw new Error(`${url}: a query has to be a z.object, so that its names are known`);
}
