/** The stages by name, and a pipeline of them: compiled once, lazy where its stages are. */
import type { Doc } from '../values/bson.ts';
import { namedArguments } from './expressions/compile.ts';
import { isDoc, refuse, typeName } from './expressions/values.ts';
import { bucketAutoStage, bucketStage } from './stages/bucket.ts';
import { densifyStage, fillStage } from './stages/gaps.ts';
import { graphLookupStage } from './stages/graph-lookup.ts';
import { compileGroup } from './stages/group.ts';
import { lookupStage } from './stages/lookup.ts';
import { matchStage } from './stages/match.ts';
import { compileAddFields, compileProject, compileUnset } from './stages/project.ts';
import {
  collStatsStage,
  countOf,
  countStage,
  documentsOf,
  limitStage,
  redactStage,
  replaceRootStage,
  sampleStage,
  skipStage,
  sortByCountStage,
  sortStage,
} from './stages/simple.ts';
import { compileSource } from './stages/source.ts';
import { type Env, eachDoc, type Run, type Stage } from './stages/types.ts';
import { unwindStage } from './stages/unwind.ts';
import { windowStage } from './stages/window.ts';

const addFields: Stage = (spec, env, name) => eachDoc(env, compileAddFields(name, spec, env.scope));

function replaceRoot(spec: unknown, env: Env): Run {
  if (!isDoc(spec))
    return refuse(40229, `expected an object as specification for $replaceRoot stage, got ${typeName(spec)}`);
  const given = Object.fromEntries(namedArguments('$replaceRoot', spec, ['newRoot']));
  return replaceRootStage(given.newRoot, env);
}

function unionWith(spec: unknown, env: Env): Run {
  const given: Doc =
    typeof spec === 'string'
      ? { coll: spec }
      : Object.fromEntries(namedArguments('$unionWith', spec, [], ['coll', 'pipeline']));
  const { coll, pipeline = [] } = given;
  if ((coll !== undefined && typeof coll !== 'string') || !Array.isArray(pipeline)) {
    return refuse(14, "$unionWith needs a 'coll' of type string and a 'pipeline' of type array");
  }
  const source = compileSource(coll as string | undefined, pipeline as Doc[], env);
  return function* union(docs) {
    yield* docs;
    yield* source.run();
  };
}

function facet(spec: unknown, env: Env): Run {
  if (!isDoc(spec) || Object.keys(spec).length === 0)
    return refuse(40169, 'the $facet specification must be a non-empty object');
  const parts = Object.entries(spec).map(([name, pipeline]): [string, Run] => {
    if (name.startsWith('$') || name.includes('.')) refuse(40170, `invalid $facet field name: ${name}`);
    if (!Array.isArray(pipeline))
      return refuse(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(pipeline)}`);
    for (const stage of pipeline as Doc[]) {
      const [wrong = ''] = Object.keys(stage);
      if (['$facet', '$collStats', '$documents'].includes(wrong))
        refuse(40600, `${wrong} is not allowed to be used within a $facet stage`);
    }
    return [name, compilePipeline(pipeline as Doc[], env)];
  });
  return function* run(docs) {
    const all = parts.length > 1 ? [...docs] : docs;
    yield Object.fromEntries(parts.map(([name, part]) => [name, [...part(all)]]));
  };
}

const refused =
  (code: number, why: string): Stage =>
  (_, __, name) =>
    refuse(code, `${name} ${why}`);

const UNSUPPORTED = 'is not supported by the embedded engine';

const notLast = refused(40601, 'can only be the final stage in the pipeline');

const stages: Readonly<Record<string, Stage>> = {
  $match: matchStage,
  $project: (spec, env) => eachDoc(env, compileProject(spec, env.scope)),
  $addFields: addFields,
  $set: addFields,
  $unset: (spec, env) => eachDoc(env, compileUnset(spec)),
  $replaceRoot: replaceRoot,
  $replaceWith: replaceRootStage,
  $group: (spec, env) => compileGroup(spec, env.scope),
  $sort: (spec, env) => sortStage(spec, env),
  $skip: skipStage,
  $limit: limitStage,
  $count: countStage,
  $unwind: unwindStage,
  $lookup: lookupStage,
  $graphLookup: graphLookupStage,
  $unionWith: unionWith,
  $facet: facet,
  $bucket: bucketStage,
  $bucketAuto: bucketAutoStage,
  $sortByCount: sortByCountStage,
  $setWindowFields: windowStage,
  $densify: densifyStage,
  $fill: fillStage,
  $redact: redactStage,
  $sample: sampleStage,
  $documents: (spec, env) => documentsOf(spec, env.scope),
  $collStats: collStatsStage,
  $out: notLast,
  $merge: notLast,
  $changeStream: refused(40573, UNSUPPORTED),
  $indexStats: refused(115, UNSUPPORTED),
  $currentOp: refused(115, UNSUPPORTED),
  $listSessions: refused(115, UNSUPPORTED),
  $geoNear: refused(238, UNSUPPORTED),
  $search: refused(31082, UNSUPPORTED),
};

/** The one operator of a stage. */
export function stageName(stage: unknown): string {
  if (!isDoc(stage)) return refuse(14, "Each element of the 'pipeline' array must be an object");
  const [name, ...more] = Object.keys(stage);
  if (name === undefined || more.length > 0) {
    return refuse(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  return name;
}

export function compilePipeline(pipeline: readonly Doc[], env: Env): Run {
  const runs: Run[] = [];
  for (let i = 0; i < pipeline.length; i++) {
    const stage = pipeline[i];
    const name = stageName(stage);
    const build = Object.hasOwn(stages, name) ? stages[name] : undefined;
    if (!build) return refuse(40324, `Unrecognized pipeline stage name: '${name}'`);
    if (i > 0 && (name === '$documents' || name === '$collStats')) {
      refuse(40602, `${name} is only valid as the first stage in a pipeline`);
    }
    const spec = stage?.[name];
    if (name === '$sort') runs.push(sortStage(spec, env, keptAfter(pipeline, i + 1)));
    else runs.push(build(spec, env, name));
  }
  return (docs) => runs.reduce((input, run) => run(input), docs);
}

/** How many documents of a sorted stream are needed, where the next stages say so. */
function keptAfter(pipeline: readonly Doc[], from: number): number | undefined {
  let skipped = 0;
  for (const stage of pipeline.slice(from)) {
    const name = stageName(stage);
    if (name === '$limit') return skipped + countOf(stage.$limit, '$limit', 1);
    if (name !== '$skip') return undefined;
    skipped += countOf(stage.$skip, '$skip', 0);
  }
  return undefined;
}
