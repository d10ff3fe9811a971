/** $bucket and $bucketAuto; series of preferred numbers (granularity) are refused. */
import type { Doc } from '../../values/bson.ts';
import { compare } from '../../values/compare.ts';
import { rankOf } from '../../values/rank.ts';
import { compile, constantOf, namedArguments } from '../expressions/compile.ts';
import { int32, isDoc, refuse } from '../expressions/values.ts';
import { Output } from './group.ts';
import type { Env, Run } from './types.ts';

function parse(name: string, spec: unknown, needed: string[], optional: string[]): Doc {
  const given = Object.fromEntries(namedArguments(name, spec, needed, optional));
  const isExpression = isDoc(given.groupBy) && Object.keys(given.groupBy)[0]?.startsWith('$') === true;
  if (!isExpression && !(typeof given.groupBy === 'string' && given.groupBy.startsWith('$'))) {
    refuse(40202, `The ${name} 'groupBy' field must be defined as a $-prefixed path or an expression object`);
  }
  if (Object.hasOwn(given, 'output') && !isDoc(given.output))
    refuse(40196, `The ${name} 'output' field must be an object`);
  return given;
}

const output = (given: Doc, env: Env) =>
  new Output((given.output as Doc | undefined) ?? { count: { $sum: 1 } }, env.scope);

export function bucketStage(spec: unknown, env: Env): Run {
  const given = parse('$bucket', spec, ['groupBy', 'boundaries'], ['default', 'output']);
  const by = compile(given.groupBy, env.scope);
  const boundaries = constantOf(compile(given.boundaries, env.scope))?.value;
  if (!Array.isArray(boundaries))
    return refuse(40200, "The $bucket 'boundaries' field must be an array of constant values");
  const bounds = boundaries as unknown[];
  if (bounds.length < 2)
    refuse(40192, `The $bucket 'boundaries' field must have at least 2 values, but found ${bounds.length}`);
  for (let i = 1; i < bounds.length; i++) {
    if (rankOf(bounds[i - 1]) !== rankOf(bounds[i]))
      refuse(40193, "All values in the 'boundaries' option to $bucket must have the same type");
    if (compare(bounds[i - 1], bounds[i]) >= 0)
      refuse(40194, "The 'boundaries' option to $bucket must be sorted");
  }
  const hasDefault = Object.hasOwn(given, 'default');
  const other = hasDefault ? constantOf(compile(given.default, env.scope))?.value : undefined;
  const [lowest, highest] = [bounds[0], bounds.at(-1)];
  if (hasDefault && compare(other, lowest) >= 0 && compare(other, highest) < 0) {
    refuse(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    );
  }
  const out = output(given, env);
  return function* bucket(docs) {
    const states = new Map<unknown, ReturnType<Output['start']>>();
    for (const doc of docs) {
      const value = by(doc) ?? null;
      let at = bounds.findLastIndex((bound) => compare(value, bound) >= 0);
      if (at === bounds.length - 1) at = -1;
      if (at < 0 && !hasDefault) {
        refuse(40066, '$switch could not find a matching branch for an input, and no default was specified.');
      }
      const key = at < 0 ? other : bounds[at];
      let mine = states.get(key);
      if (!mine) {
        mine = out.start();
        states.set(key, mine);
      }
      out.add(mine, doc);
    }
    for (const [key, mine] of [...states].sort(([a], [b]) => compare(a, b))) yield out.finish(key, mine);
  };
}

type Keyed = [key: unknown, doc: Doc];

export function bucketAutoStage(spec: unknown, env: Env): Run {
  const given = parse('$bucketAuto', spec, ['groupBy', 'buckets'], ['output', 'granularity']);
  const by = compile(given.groupBy, env.scope);
  const count = int32(given.buckets);
  if (count === undefined)
    return refuse(40242, "The $bucketAuto 'buckets' field must be representable as a 32-bit integer");
  if (count <= 0)
    refuse(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${count}`);
  if (Object.hasOwn(given, 'granularity')) refuse(238, "$bucketAuto 'granularity' is not implemented");
  const out = output(given, env);
  return function* bucketAuto(docs) {
    const keyed = [...docs].map((doc): Keyed => [by(doc) ?? null, doc]).sort(([a], [b]) => compare(a, b));
    for (const [min, max, members] of even(keyed, count)) {
      const states = out.start();
      for (const doc of members) out.add(states, doc);
      yield out.finish({ min, max }, states);
    }
  };
}

/** Equal values stay together; the last bucket takes what is left. */
function* even(keyed: Keyed[], count: number): Generator<[min: unknown, max: unknown, Doc[]]> {
  const size = Math.max(1, Math.round(keyed.length / count));
  for (let start = 0, made = 1; start < keyed.length; made++) {
    let end = made === count ? keyed.length : Math.min(keyed.length, start + size);
    while (end < keyed.length && compare(keyed[end]?.[0], keyed[end - 1]?.[0]) === 0) end++;
    const max = end < keyed.length ? keyed[end]?.[0] : keyed.at(-1)?.[0];
    yield [keyed[start]?.[0], max, keyed.slice(start, end).map(([, doc]) => doc)];
    start = end;
  }
}
