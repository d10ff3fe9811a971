/** How the one document that findAndModify answers is projected: in a reading thread where that may take long. */
import type { Engine } from '../engine.ts';
import type { Query } from '../read/matching.ts';
import { projectionOf } from '../read/validate.ts';
import { isHeavy } from '../read/weight.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import { asBuffer, pack } from '../workers/protocol.ts';

type Projector = (doc: Doc, signal: AbortSignal) => Doc | Promise<Doc>;

/** A wrong projection is refused before anything is written. */
export async function projectorFor(
  engine: Engine,
  projection: Doc,
  { filter, variables }: Query,
  signal: AbortSignal,
): Promise<Projector> {
  if (Object.keys(projection).length === 0) return (doc) => doc;
  if (!isHeavy({ projection, filter, variables })) return projectionOf(projection, filter, variables);
  const query = pack({ projection, filter, variables });
  await engine.pool.ask({ method: 'project', query, doc: undefined }, signal);
  return async (doc, limit) => {
    const request = { method: 'project', query, doc: encode(doc) } as const;
    return decode(asBuffer(await engine.pool.ask<Uint8Array>(request, limit)));
  };
}
