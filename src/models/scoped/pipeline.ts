/**
 * A caller's aggregation, in which every place that documents come from is narrowed to the tenant: its beginning, and
 * the beginning of each join and union.
 */
import { isSystemScope, type Scope, ScopeError, tenantOf } from '../../core/tenancy.ts';
import { checkFilter } from './filter.ts';
import { isPlain, type Plain, plainQuery } from './plain.ts';

interface Reach {
  /** Undefined over all tenants. */
  readonly tenantId: string | undefined;
  /** Whether every document of a collection has a tenant. */
  readonly isScoped: (collection: string) => boolean;
}

/** These see nothing but the documents that come to them. */
const selfContained = new Set(
  (
    '$addFields $bucket $bucketAuto $count $densify $fill $group $limit $match $project $redact $replaceRoot ' +
    '$replaceWith $sample $set $setWindowFields $skip $sort $sortByCount $unset $unwind'
  ).split(' '),
);

export function scopedPipeline(scope: Scope, pipeline: unknown, isScoped: Reach['isScoped']): Plain[] {
  const tenantId = isSystemScope(scope) ? undefined : tenantOf(scope);
  return narrowed(plainQuery(pipeline), { tenantId, isScoped });
}

/** The tenant goes into the first `$match`, because a `$text` in it has to stay in the first stage. */
function narrowed(pipeline: unknown, reach: Reach): Plain[] {
  const stages = checkedStages(pipeline, reach);
  if (reach.tenantId === undefined) return stages;
  const [first, ...rest] = stages;
  if (!isPlain(first?.$match)) return [{ $match: { tenantId: reach.tenantId } }, ...stages];
  checkFilter(first.$match, { mayNameTenant: false });
  return [{ $match: { tenantId: reach.tenantId, ...first.$match } }, ...rest];
}

function checkedStages(pipeline: unknown, reach: Reach): Plain[] {
  if (!Array.isArray(pipeline)) throw new ScopeError('a pipeline is a list of stages');
  return pipeline.map((stage: unknown) => {
    const [[name, spec] = [], ...more] = isPlain(stage) ? Object.entries(stage) : [];
    if (name === undefined || more.length > 0)
      throw new ScopeError('a stage is an object with its name alone');
    return { [name]: checkedStage(name, spec, reach) };
  });
}

function checkedStage(name: string, spec: unknown, reach: Reach): unknown {
  if (name === '$match') checkFilter(spec, { mayNameTenant: true });
  if (selfContained.has(name)) return spec;
  switch (name) {
    case '$lookup':
      return lookup(spec, reach);
    case '$unionWith':
      return unionWith(spec, reach);
    case '$facet':
      return facet(spec, reach);
    default:
      throw new ScopeError(`${name} does not exist here; scoped pipelines read, and each stage is known`);
  }
}

const ofLookup = new Set(['from', 'as', 'localField', 'foreignField', 'let', 'pipeline']);

function lookup(spec: unknown, reach: Reach): Plain {
  const { from, pipeline = [], ...rest } = known('$lookup', spec, ofLookup);
  return { ...rest, from: scopedCollection('$lookup', from, reach), pipeline: narrowed(pipeline, reach) };
}

function unionWith(spec: unknown, reach: Reach): Plain {
  const given = typeof spec === 'string' ? { coll: spec } : spec;
  const { coll, pipeline = [] } = known('$unionWith', given, new Set(['coll', 'pipeline']));
  return { coll: scopedCollection('$unionWith', coll, reach), pipeline: narrowed(pipeline, reach) };
}

/** Its pipelines start from documents that are the tenant's already. */
function facet(spec: unknown, reach: Reach): Plain {
  if (!isPlain(spec)) throw new ScopeError('$facet needs an object of pipelines');
  return Object.fromEntries(
    Object.entries(spec).map(([name, pipeline]) => [name, checkedStages(pipeline, reach)]),
  );
}

function known(stage: string, spec: unknown, names: ReadonlySet<string>): Plain {
  if (!isPlain(spec)) throw new ScopeError(`${stage} needs an object`);
  const strange = Object.keys(spec).find((name) => !names.has(name));
  if (strange === undefined) return spec;
  throw new ScopeError(`${stage} has no ${strange}; it has ${[...names].join(', ')}`);
}

function scopedCollection(stage: string, name: unknown, { isScoped }: Reach): string {
  if (typeof name === 'string' && isScoped(name)) return name;
  throw new ScopeError(`${stage} reads scoped collections alone; ${JSON.stringify(name)} is none`);
}
