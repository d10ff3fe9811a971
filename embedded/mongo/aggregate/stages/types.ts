/** What stages are made of: a pipeline is compiled once and may then run many times (in `$lookup`, per document). */
import type { Doc } from '../../values/bson.ts';
import type { Scope } from '../expressions/compile.ts';

/** The other collections of the database, to be read. */
export interface Collections {
  /** The documents that may match the filter; whoever asks applies it still. */
  find: (collection: string, filter: Doc) => Iterable<Doc>;
  stats?: (collection: string) => Doc;
}

export interface Env {
  readonly scope: Scope;
  readonly collections: Collections;
  /** For the pipelines inside stages. */
  readonly compilePipeline: (pipeline: readonly Doc[], env: Env) => Run;
  /** The collection that the pipeline reads. */
  readonly collection?: string | undefined;
  /** Scores of a text search, by document; only where the pipeline asks for them. */
  readonly scores?: WeakMap<Doc, number> | undefined;
}

export type Run = (docs: Iterable<Doc>) => Iterable<Doc>;
export type Stage = (spec: unknown, env: Env, name: string) => Run;

/** One document for each; a score goes with it. */
export function eachDoc(env: Env, change: (doc: Doc) => Doc): Run {
  return function* each(docs) {
    for (const doc of docs) yield carry(env, doc, change(doc));
  };
}

export function carry(env: Env, from: Doc, to: Doc): Doc {
  const score = env.scores?.get(from);
  if (score !== undefined) env.scores?.set(to, score);
  return to;
}
