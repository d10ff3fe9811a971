/** $group in one pass, and the stages that are a $group underneath. */
import type { Doc } from '../../values/bson.ts';
import { type Accumulator, compileAccumulator, type State } from '../accumulators/index.ts';
import { compile, type Scope } from '../expressions/compile.ts';
import { type Expr, isDoc, put, refuse } from '../expressions/values.ts';
import { groupKey } from '../group-key.ts';

/** The fields of an output: accumulators by name. */
export class Output {
  readonly names: string[] = [];
  readonly accumulators: Accumulator[] = [];

  constructor(spec: Doc, scope: Scope) {
    for (const name of Object.keys(spec)) {
      if (name === '_id') continue;
      if (name.includes('.')) refuse(40235, `The field name '${name}' cannot contain '.'`);
      if (name.startsWith('$')) refuse(40236, `The field name '${name}' cannot be an operator name`);
      this.names.push(name);
      this.accumulators.push(compileAccumulator(name, spec[name], scope));
    }
  }

  start(): State[] {
    return this.accumulators.map(({ start }) => start());
  }

  add(states: State[], doc: Doc): void {
    const { accumulators } = this;
    for (let i = 0; i < accumulators.length; i++) {
      (states[i] as State).add((accumulators[i] as Accumulator).arg(doc));
    }
  }

  finish(id: unknown, states: State[]): Doc {
    const doc: Doc = { _id: id };
    for (const [i, name] of this.names.entries()) put(doc, name, (states[i] as State).result());
    return doc;
  }
}

export function compileGroup(spec: unknown, scope: Scope): (docs: Iterable<Doc>) => Iterable<Doc> {
  if (!isDoc(spec)) return refuse(15947, "a group's fields must be specified in an object");
  if (!Object.hasOwn(spec, '_id')) refuse(15955, 'a group specification must include an _id');
  return grouping(idOf(spec._id, scope), new Output(spec, scope));
}

/** A missing value is null, also where it is the only field of an _id. */
function idOf(spec: unknown, scope: Scope): Expr {
  const [name = '', ...more] = isDoc(spec) ? Object.keys(spec) : [];
  if (!isDoc(spec) || name === '' || name.startsWith('$') || more.length > 0) return compile(spec, scope);
  return compile({ [name]: { $ifNull: [spec[name], null] } }, scope);
}

function grouping(id: Expr, output: Output): (docs: Iterable<Doc>) => Iterable<Doc> {
  return function* group(docs) {
    const groups = new Map<string | number, { id: unknown; states: State[] }>();
    for (const doc of docs) {
      const value = id(doc) ?? null;
      const key = groupKey(value);
      let found = groups.get(key);
      if (!found) {
        found = { id: value, states: output.start() };
        groups.set(key, found);
      }
      output.add(found.states, doc);
    }
    for (const found of groups.values()) yield output.finish(found.id, found.states);
  };
}
