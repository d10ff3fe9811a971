/** $densify adds the documents that are missing in a series, $fill the values that are missing in documents. */
import type { Doc } from '../../values/bson.ts';
import { compare } from '../../values/compare.ts';
import { add, isNumber, multiply, toExactInteger, toNumber } from '../../values/numbers.ts';
import { namedArguments, splitPath } from '../expressions/compile.ts';
import { isDoc, nullish, refuse } from '../expressions/values.ts';
import { groupKey } from '../group-key.ts';
import { addUnits, unitOf } from '../operators/date-units.ts';
import { utc } from '../operators/zones.ts';
import { valueAt, withPath } from './paths.ts';
import { compileAddFields } from './project.ts';
import type { Env, Run } from './types.ts';
import { windowStage } from './window.ts';

export function densifyStage(spec: unknown): Run {
  const given = Object.fromEntries(
    namedArguments('$densify', spec, ['field', 'range'], ['partitionByFields']),
  );
  const range = Object.fromEntries(
    namedArguments('$densify.range', given.range, ['step', 'bounds'], ['unit']),
  );
  const field = splitPath(String(given.field));
  const by = ((given.partitionByFields as string[] | undefined) ?? []).map((path) => splitPath(path));
  const { bounds, step } = range;
  const isPair = Array.isArray(bounds) && bounds.length === 2;
  if (!isPair && bounds !== 'full' && bounds !== 'partition') {
    refuse(
      5946802,
      "the bounds in a range statement must be the string 'full', 'partition' or an ascending array of two values",
    );
  }
  if (bounds === 'partition' && by.length === 0) {
    refuse(
      8993000,
      "one may not specify the bounds as 'partition' without specifying a non-empty array of partitionByFields.",
    );
  }
  if (!isNumber(step) || !(toNumber(step) > 0))
    refuse(5733401, 'the step parameter in a range statement must be a strictly positive numeric value');
  const unit = range.unit === undefined ? undefined : unitOf('$densify', range.unit);
  const next = (from: unknown, i: number): unknown =>
    unit
      ? new Date(addUnits((from as Date).getTime(), unit, i * Number(toExactInteger(step)), utc))
      : add(from, multiply(step, i));
  const check = (value: unknown): unknown => {
    if (!nullish(value) && !(unit ? value instanceof Date : isNumber(value))) {
      refuse(5733201, `PlanExecutor error :: Densify field type must be ${unit ? 'a date' : 'numeric'}`);
    }
    return value;
  };
  if (isPair) for (const bound of bounds as unknown[]) check(bound);
  return function* densify(docs) {
    const all = [...docs].map((doc): [unknown, Doc] => [check(valueAt(doc, field)), doc]);
    yield* all.filter(([value]) => nullish(value)).map(([, doc]) => doc);
    const known = all.filter(([value]) => !nullish(value)).sort(([a], [b]) => compare(a, b));
    const partitions = new Map<string | number, { values: unknown[]; docs: [unknown, Doc][] }>();
    for (const entry of known) {
      const values = by.map((path) => valueAt(entry[1], path));
      const key = groupKey(values);
      const part = partitions.get(key);
      if (part) part.docs.push(entry);
      else partitions.set(key, { values, docs: [entry] });
    }
    if (known.length === 0 && isPair && by.length === 0) partitions.set('', { values: [], docs: [] });
    for (const { values, docs: members } of partitions.values()) {
      const of = bounds === 'partition' ? members : known;
      const [from, to] = isPair ? (bounds as [unknown, unknown]) : [of[0]?.[0], of.at(-1)?.[0]];
      let at = 0;
      const until = (limit: unknown): Doc[] => {
        const before: Doc[] = [];
        while (at < members.length && compare(members[at]?.[0], limit) < 0)
          before.push((members[at++] as [unknown, Doc])[1]);
        return before;
      };
      for (let i = 0; ; i++) {
        const value = next(from, i);
        // Of given bounds the upper one is left out.
        const order = compare(value, to);
        if (isPair ? order >= 0 : order > 0) break;
        yield* until(value);
        if (at < members.length && compare(members[at]?.[0], value) === 0) continue;
        let made: Doc = {};
        by.forEach((path, j) => {
          if (values[j] !== undefined) made = withPath(made, path, values[j]);
        });
        yield withPath(made, field, value);
      }
      for (; at < members.length; at++) yield (members[at] as [unknown, Doc])[1];
    }
  };
}

export function fillStage(spec: unknown, env: Env): Run {
  const optional = ['sortBy', 'partitionBy', 'partitionByFields'];
  const given = Object.fromEntries(namedArguments('$fill', spec, ['output'], optional));
  if (!isDoc(given.output)) return refuse(9, "$fill 'output' must be an object");
  if (Object.hasOwn(given, 'partitionBy') && Object.hasOwn(given, 'partitionByFields')) {
    refuse(6050204, 'Maximum one of partitionBy and partitionByFields can be specified in $fill');
  }
  const values: Doc = {};
  const windows: Doc = {};
  for (const [field, how] of Object.entries(given.output)) {
    const { method, value } = isDoc(how) ? how : refuse(9, `$fill output '${field}' must be an object`);
    if (method === 'locf') windows[field] = { $locf: `$${field}` };
    else if (method === 'linear') windows[field] = { $linearFill: `$${field}` };
    else if (method === undefined && Object.hasOwn(how as Doc, 'value'))
      values[field] = { $ifNull: [`$${field}`, value] };
    else refuse(6050202, `Method must be either locf or linear`);
  }
  const fields = (given.partitionByFields as string[] | undefined) ?? [];
  const partitionBy =
    fields.length > 0
      ? Object.fromEntries(fields.map((f) => [f.replaceAll('.', '_'), `$${f}`]))
      : given.partitionBy;
  const runs: Run[] = [];
  if (Object.keys(windows).length > 0) {
    const sortBy = Object.hasOwn(given, 'sortBy') ? { sortBy: given.sortBy } : {};
    if (!given.sortBy) refuse(9, "$fill with a method requires 'sortBy'");
    runs.push(
      windowStage({ ...sortBy, ...(partitionBy === undefined ? {} : { partitionBy }), output: windows }, env),
    );
  }
  if (Object.keys(values).length > 0) {
    const change = compileAddFields('$fill', values, env.scope);
    runs.push(function* fill(docs) {
      for (const doc of docs) yield change(doc);
    });
  }
  return (docs) => runs.reduce((input, run) => run(input), docs);
}
