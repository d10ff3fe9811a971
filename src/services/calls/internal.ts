/** Internal receipts: what Trunkline itself has to tell of a call goes the same way as what providers send. */
import { z } from 'zod';
import { fact } from '../../core/calls/fact.ts';
import { type Fact, type FactKind, factContents, factSources } from '../../core/calls/facts.ts';
import type { Understood } from '../../providers/telephony/telephony.ts';

/** No hook has such a route. */
export type InternalRoute = '@reconciliation' | '@command';

export const isInternal = (route: string): boolean => route.startsWith('@');

const told = z.array(
  z.object({
    providerCallId: z.string(),
    facts: z.array(
      z.object({
        kind: z.enum(Object.keys(factContents) as [FactKind, ...FactKind[]]),
        source: z.enum(factSources),
        at: z.iso.datetime().optional(),
        content: z.looseObject({}),
      }),
    ),
  }),
);

export function writeInternal(understood: readonly Understood[]): Buffer {
  const said = ({ kind, source, at, content }: Fact) => ({ kind, source, at, content });
  return Buffer.from(
    JSON.stringify(
      understood.map(({ providerCallId, facts }) => ({ providerCallId, facts: facts.map(said) })),
    ),
  );
}

export function readInternal(body: Buffer): Understood[] {
  return told.parse(JSON.parse(body.toString())).map(({ providerCallId, facts }) => ({
    providerCallId,
    facts: facts.map(({ kind, source, at, content }) =>
      // The content is checked by what it is made into.
      fact(kind, source, content as never, at === undefined ? undefined : new Date(at)),
    ),
  }));
}
