/** What of a pipeline the planner can do (filter, sort, skip, limit) and what is left for after it. */
import type { Doc } from '../values/bson.ts';
import { fieldsOf } from './dependencies.ts';
import { isDoc } from './expressions/values.ts';
import { stageName } from './pipeline.ts';
import { countOf } from './stages/simple.ts';

export interface WritingStage {
  readonly stage: '$merge' | '$out';
  readonly spec: unknown;
}

export interface Split {
  /** The leading `$match` stages in one: {} if there are none. */
  filter: Doc;
  sort?: Doc;
  skip?: number;
  limit?: number;
  /** The top-level fields that anything here can need (filter and sort included), undefined for all. */
  fields?: Set<string>;
  /** What `runAggregate` must still do. */
  rest: Doc[];
  /** The last stage, which the caller executes. */
  writes?: WritingStage;
  /** Does any stage, however deep, read other collections? */
  needsCollections: boolean;
}

const joining = ['$lookup', '$graphLookup', '$unionWith'];

export function splitPipeline(pipeline: Doc[]): Split {
  const rest = [...pipeline];
  const split: Split = { filter: {}, rest, needsCollections: needsCollections(pipeline) };
  const writes = writingStage(pipeline);
  if (writes) {
    split.writes = writes;
    rest.pop();
  }
  const fields = fieldsOf(rest);
  if (fields) split.fields = fields;
  const filters: Doc[] = [];
  while (isDoc(rest[0]?.$match)) filters.push(rest.shift()?.$match as Doc);
  const used = filters.filter((filter) => Object.keys(filter).length > 0);
  if (used.length > 0) split.filter = used.length === 1 ? (used[0] as Doc) : { $and: used };
  if (isDoc(rest[0]?.$sort)) split.sort = rest.shift()?.$sort as Doc;
  if (rest[0] && '$skip' in rest[0]) split.skip = countOf(rest.shift()?.$skip, '$skip', 0);
  if (rest[0] && '$limit' in rest[0]) split.limit = countOf(rest.shift()?.$limit, '$limit', 1);
  return split;
}

/** The last stage where it writes. The others may be wrong still. */
export function writingStage(pipeline: readonly unknown[]): WritingStage | undefined {
  const last = pipeline.at(-1);
  if (!isDoc(last) || !('$merge' in last || '$out' in last)) return undefined;
  const stage = stageName(last) as '$merge' | '$out';
  return { stage, spec: last[stage] };
}

function needsCollections(pipeline: readonly unknown[]): boolean {
  return pipeline.some((stage) => {
    if (!isDoc(stage)) return false;
    const [name = ''] = Object.keys(stage);
    if (joining.includes(name)) return true;
    const facets = name === '$facet' && isDoc(stage.$facet) ? Object.values(stage.$facet) : [];
    return facets.some((facet) => Array.isArray(facet) && needsCollections(facet as unknown[]));
  });
}
