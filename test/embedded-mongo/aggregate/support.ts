/** How the tables of cases run: documents in, documents out, numbers with their types. */
import { EJSON } from 'bson';
import {
  compileExpression,
  runAggregate,
  validatePipeline,
} from '../../../embedded/mongo/aggregate/index.ts';
import { MongoError } from '../../../embedded/mongo/errors.ts';
import { compileFilter } from '../../../embedded/mongo/match/index.ts';
import { type Doc, decode, encode } from '../../../embedded/mongo/values/bson.ts';

export const now = new Date('2026-01-02T03:04:05.678Z');

/** A value as its canonical text, in which 1, 1.0, Long 1 and Decimal 1 differ; '-' for a missing one. */
export function typed(value: unknown): string {
  return value === undefined ? '-' : EJSON.stringify({ v: value }, { relaxed: false });
}

export function evaluate(expr: unknown, doc: Doc = {}): unknown {
  return compileExpression(expr, { NOW: now })(decode(encode(doc)));
}

/** The code of the error that is thrown. */
export function codeOf(run: () => unknown): number | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof MongoError) return error.code;
    throw error;
  }
  return undefined;
}

export interface Asked {
  collection: string;
  filter: Doc;
}

export function aggregate(
  docs: Doc[],
  pipeline: Doc[],
  others: Record<string, Doc[]> = {},
  asked: Asked[] = [],
): Doc[] {
  validatePipeline(pipeline);
  const find = (collection: string, filter: Doc) => {
    asked.push({ collection, filter });
    return (others[collection] ?? []).filter(compileFilter(filter));
  };
  const stored = docs.map((doc) => decode(encode(doc)));
  const before = typed(stored);
  const found = [...runAggregate(stored, pipeline, { collections: { find }, now })];
  if (typed(stored) !== before) throw new Error('the documents that came in were changed');
  return found.map((doc) => decode(encode(doc)));
}
